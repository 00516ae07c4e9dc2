//! The component side of an answer: SL-C by sheet, *able* beside *enabled*, and who leans on whom.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Able, Assessment, CapabilityAnswer, CapabilityRow, ComponentAssessment, FoundationalRequirement, RequirementId,
    RowIn, SecurityLevel, SharedService, SheetAssessment, SheetStanding, Verdict,
};

use crate::{Block, Column, Line, Row, Section, Table, Tone};

/// Most services named on the first screen; all of them are in the page and in JSON.
const FIRST_SCREEN_MAX: usize = 4;

/// Most rows named for one product.
const ROWS_NAMED_MAX: usize = 12;

/// What components can do, by the sheets of their products.
pub(crate) fn components(answer: &Assessment) -> Vec<Block> {
    let mut blocks = vec![Block::heading("What components can do (SL-C by 62443-4-2)")];
    if answer.components.is_empty() {
        blocks.push(Block::Paragraph(Line::text(
            "not known: no asset names a product with a capability sheet; give products/*.toml and the assets' `product`",
        )));
        return blocks;
    }
    let groups = groups(answer);
    blocks.push(Block::Table(table(&groups)));
    blocks.push(Block::List(groups.iter().filter_map(|group| enabling(group)).collect()));
    blocks.push(Block::Paragraph(Line::text(format!(
        "{} of {} assets name a sheet; able is not enabled, and raises no level of a zone",
        answer.components.len(),
        answer.components.len().saturating_add(answer.components_without_sheet as usize)
    ))));
    blocks.extend(answer.sheets.iter().map(|sheet| Block::Detail(sheet_detail(sheet))));
    blocks.extend(answer.components.iter().map(|component| Block::Detail(component_detail(component))));
    blocks
}

/// Devices of one product, type and standing: they have the same levels.
fn groups(answer: &Assessment) -> Vec<Vec<&ComponentAssessment>> {
    let mut groups: BTreeMap<_, Vec<&ComponentAssessment>> = BTreeMap::new();
    for component in &answer.components {
        let key = (&component.product, &component.component_types, component.sheet);
        groups.entry(key).or_default().push(component);
    }
    groups.into_values().collect()
}

/// Which evidence that something is enabled is missing, for a group.
fn enabling(group: &[&ComponentAssessment]) -> Option<Line> {
    let one = group.first()?;
    let missing: BTreeSet<&RequirementId> =
        group.iter().flat_map(|c| &c.enabling_not_shown).map(|row| &row.requirement).collect();
    let first: Vec<&str> = missing.iter().take(ROWS_NAMED_MAX).map(|id| id.as_str()).collect();
    let more = missing.len().saturating_sub(first.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!first.is_empty()).then(|| {
        Line::text(format!(
            "{}: able; evidence that it is enabled is missing for {}{more}",
            one.product,
            first.join(", ")
        ))
    })
}

fn table(groups: &[Vec<&ComponentAssessment>]) -> Table {
    let mut columns = vec![Column::left("product"), Column::left("sheet"), Column::right("assets")];
    columns.extend(FoundationalRequirement::ALL.map(|fr| Column::left(fr.abbreviation())));
    columns.extend(["rows decided", "enabled", "not shown"].map(Column::right));
    let rows = groups.iter().filter_map(|group| Some(line(group.first()?, group))).collect();
    Table { columns, rows }
}

fn line(one: &ComponentAssessment, group: &[&ComponentAssessment]) -> Row {
    let mut cells = vec![
        Line::text(one.product.to_string()),
        Line::default()
            .toned(standing(one.sheet), if one.sheet == SheetStanding::Holds { Tone::Plain } else { Tone::Bad }),
        Line::text(group.len().to_string()),
    ];
    cells.extend(FoundationalRequirement::ALL.map(|fr| Line::text(interval(one, fr))));
    let (decided, asked) = (one.decided.iter().sum::<u32>(), one.applicable.iter().sum::<u32>());
    let sum = |rows: fn(&ComponentAssessment) -> &[RowIn]| group.iter().map(|c| rows(c).len()).sum::<usize>();
    cells.push(Line::text(format!("{decided}/{asked}")));
    cells.push(Line::text(sum(|c| &c.enabled).to_string()));
    cells
        .push(Line::text(sum(|c| &c.enabling_not_shown).saturating_add(sum(|c| &c.able_yet_contradicted)).to_string()));
    Row { anchor: None, cells }
}

fn standing(standing: SheetStanding) -> &'static str {
    match standing {
        SheetStanding::Holds => "holds",
        SheetStanding::FirmwareExcluded => "other firmware",
        SheetStanding::FirmwareUnknown => "firmware unknown",
    }
}

/// `0..4`, `?..2` where nothing at SL 1 is decided, `n/a`.
fn interval(component: &ComponentAssessment, fr: FoundationalRequirement) -> String {
    let levels = component.sl_capability.0.level(fr).zip(component.sl_capability_ceiling.0.level(fr));
    let Some((low, high)) = levels else { return "n/a".to_owned() };
    let nothing = component.decided_at_sl1.get(fr.index()).is_none_or(|decided| *decided == 0);
    if nothing && low == SecurityLevel::ZERO { format!("?..{high}") } else { format!("{low}..{high}") }
}

fn sheet_detail(sheet: &SheetAssessment) -> Section {
    let types: Vec<_> = sheet.component_types.iter().map(|t| t.word()).collect();
    let types = if types.is_empty() { "types not said, so asked as each".to_owned() } else { types.join(", ") };
    let firmware = [("from", &sheet.firmware_from), ("below", &sheet.firmware_below)];
    let mut summary =
        Line::text(format!("sheet {} ", sheet.product)).foreign(&sheet.vendor).then(" ").foreign(&sheet.model);
    summary = summary.then(format!(" ({types})"));
    for (word, version) in firmware.into_iter().filter_map(|(word, end)| Some((word, end.as_ref()?))) {
        summary = summary.then(format!(" {word} ")).foreign(version);
    }
    let decided = sheet.rows.iter().filter(|row| row.answer != CapabilityAnswer::Unknown).flat_map(row_lines).collect();
    let silent: Vec<_> = sheet
        .rows
        .iter()
        .filter(|row| row.answer == CapabilityAnswer::Unknown)
        .map(|row| row.requirement.to_string())
        .collect();
    let mut blocks = vec![Block::List(decided)];
    if !silent.is_empty() {
        blocks
            .push(Block::Paragraph(Line::text(format!("unknown, for the sheet does not say: {}", silent.join(", ")))));
    }
    let types: Vec<_> = sheet.component_types.iter().map(|t| t.word()).collect();
    Section { anchor: format!("sheet-{}-{}", sheet.product, types.join("-")), summary, blocks }
}

fn row_lines(row: &CapabilityRow) -> Vec<Line> {
    let tone = match row.answer {
        CapabilityAnswer::Able => Tone::Good,
        CapabilityAnswer::NotAble => Tone::Bad,
        CapabilityAnswer::Unknown => Tone::Open,
        CapabilityAnswer::NotApplicable => Tone::Muted,
    };
    let word = |able: Able| match able {
        Able::Yes => "able",
        Able::No => "not able",
        Able::NotApplicable => "not applicable",
    };
    let lines = row.lines.iter().map(|line| {
        let counts = if line.counts { "" } else { ", does not count" };
        Line::default()
            .toned(format!("{} ", row.answer.word()), tone)
            .toned(format!("{} ", row.requirement), Tone::Strong)
            .foreign(&line.source)
            .toned(format!(" [{}{counts}; {}]", word(line.able), line.place.terminal()), Tone::Muted)
    });
    lines.collect()
}

fn component_detail(component: &ComponentAssessment) -> Section {
    let mut summary = Line::text(format!("asset {} of {}, firmware ", component.id, component.product));
    summary = match &component.firmware {
        Some(firmware) => summary.foreign(firmware),
        None => summary.then("not declared"),
    };
    summary = summary.then(format!(
        ": SL-C {} ceiling {}, sheet: {}",
        component.sl_capability.0,
        component.sl_capability_ceiling.0,
        standing(component.sheet)
    ));
    let lists = [
        ("able, and shown to be enabled", &component.enabled, Tone::Good),
        ("able; evidence that it is enabled is missing", &component.enabling_not_shown, Tone::Open),
        ("able, and contradicted all the same", &component.able_yet_contradicted, Tone::Bad),
    ];
    let lines = lists.into_iter().filter(|(_, rows, _)| !rows.is_empty()).map(|(words, rows, tone)| {
        let rows: Vec<_> = rows.iter().map(|row| format!("{} in {}", row.requirement, row.scope)).collect();
        Line::default().toned(words, tone).then(format!(": {}", rows.join(", ")))
    });
    Section { anchor: format!("component-{}", component.id), summary, blocks: vec![Block::List(lines.collect())] }
}

/// What falls when a component that others lean on fails.
pub(crate) fn shared_services(answer: &Assessment) -> Vec<Block> {
    if answer.shared_services.is_empty() {
        return Vec::new();
    }
    let mut services: Vec<&SharedService> = answer.shared_services.iter().collect();
    services.sort_by_key(|s| std::cmp::Reverse((s.scopes(), s.cells.len())));
    let mut lines: Vec<Line> = services.iter().take(FIRST_SCREEN_MAX).map(|service| service_line(service)).collect();
    let more = services.len().saturating_sub(FIRST_SCREEN_MAX);
    if more > 0 {
        lines.push(Line::text(format!("{more} more components provide rows for others")));
    }
    let mut blocks = vec![Block::heading("Leaned on by others"), Block::List(lines)];
    blocks.extend(services.into_iter().map(|service| Block::Detail(service_detail(service))));
    blocks
}

fn service_line(service: &SharedService) -> Line {
    let met = service.cells.iter().filter(|cell| cell.verdict == Verdict::Met).count();
    let (rows, scopes) = (service.cells.len(), service.scopes());
    Line::default().then("if ").toned(service.asset.to_string(), Tone::Strong).then(format!(
        " fails, {rows} row{} in {scopes} scope{} lose{} their footing, of which {met} {} met now",
        plural(rows),
        plural(scopes),
        if rows == 1 { "s" } else { "" },
        if met == 1 { "is" } else { "are" }
    ))
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn service_detail(service: &SharedService) -> Section {
    let lines = service.cells.iter().map(|cell| {
        Line::text(format!(
            "{} {} in {}, for {} unit{}",
            cell.verdict.word(),
            cell.requirement,
            cell.scope,
            cell.units,
            plural(cell.units as usize)
        ))
    });
    Section {
        anchor: format!("service-{}", service.asset),
        summary: Line::text(format!("what leans on {}", service.asset)),
        blocks: vec![Block::List(lines.collect())],
    }
}
