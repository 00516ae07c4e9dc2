//! A document as one self-contained page: no script, nothing loaded, detail folded below its summary.

use std::fmt::{self, Write};

use ringwall_model::{Foreign, FoundationalRequirement};
use ringwall_report::{Align, Block, Cell, Document, HeatMap, HeatRow, Line, Reach, Row, Run, Section, Table, Tone};

const STYLE: &str = include_str!("html.css");

/// The whole page.
pub fn html(document: &Document) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = page(&mut out, document);
    out
}

fn page(out: &mut String, document: &Document) -> fmt::Result {
    out.write_str("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")?;
    out.write_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    )?;
    out.write_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")?;
    out.write_str(&markup_text(&document.title))?;
    write!(out, "</title>\n<style>\n{STYLE}</style></head>\n<body><header><h1>")?;
    line(out, &document.title)?;
    out.write_str("</h1><p class=\"muted\">")?;
    line(out, &document.subtitle)?;
    out.write_str("</p></header>\n<main>\n")?;
    for item in &document.blocks {
        block(out, item)?;
    }
    write!(out, "</main>\n<footer><p>{}</p></footer></body></html>\n", Foreign::from(document.notice).markup())
}

fn block(out: &mut String, item: &Block) -> fmt::Result {
    match item {
        Block::Heading { rank, text, anchor } => {
            let rank = (*rank).clamp(2, 4);
            write!(out, "<h{rank}")?;
            id(out, anchor.as_deref())?;
            out.write_str(">")?;
            line(out, text)?;
            writeln!(out, "</h{rank}>")
        }
        Block::Paragraph(text) => element(out, "p", text),
        Block::List(lines) => {
            out.write_str("<ul>\n")?;
            lines.iter().try_for_each(|text| element(out, "li", text))?;
            out.write_str("</ul>\n")
        }
        Block::Lines(lines) => {
            out.write_str("<pre>")?;
            for text in lines {
                line(out, text)?;
                out.write_str("\n")?;
            }
            out.write_str("</pre>\n")
        }
        Block::Table(rows) => table(out, rows),
        Block::Heat(map) => heat(out, map),
        Block::Drawing(diagram) => super::svg::write(out, diagram, super::svg::Shown::InPage),
        Block::Detail(part) => detail(out, part),
    }
}

fn element(out: &mut String, name: &str, text: &Line) -> fmt::Result {
    write!(out, "<{name}>")?;
    line(out, text)?;
    writeln!(out, "</{name}>")
}

fn id(out: &mut String, anchor: Option<&str>) -> fmt::Result {
    match anchor {
        Some(anchor) => write!(out, " id=\"{}\"", Foreign::from(anchor).markup()),
        None => Ok(()),
    }
}

fn line(out: &mut String, text: &Line) -> fmt::Result {
    text.0.iter().try_for_each(|item| run(out, item))
}

fn run(out: &mut String, item: &Run) -> fmt::Result {
    match item {
        Run::Ours(text, tone) => span(out, &Foreign::from(text.as_ref()), *tone),
        Run::Foreign(text, tone) => span(out, text, *tone),
        Run::Link { anchor, text } => {
            write!(
                out,
                "<a href=\"#{}\">{}</a>",
                Foreign::from(anchor.as_str()).markup(),
                Foreign::from(text.as_str()).markup()
            )
        }
        Run::Mark { anchor, to, text } => mark(out, anchor, to.as_deref(), text),
    }
}

fn mark(out: &mut String, anchor: &str, to: Option<&str>, text: &str) -> fmt::Result {
    let element = if to.is_some() { "a" } else { "b" };
    write!(out, "<{element}")?;
    id(out, Some(anchor))?;
    if let Some(to) = to {
        write!(out, " href=\"#{}\"", Foreign::from(to).markup())?;
    }
    write!(out, ">{}</{element}>", Foreign::from(text).markup())
}

fn span(out: &mut String, text: &Foreign, tone: Tone) -> fmt::Result {
    match class(tone) {
        "" => write!(out, "{}", text.markup()),
        class => write!(out, "<span class=\"{class}\">{}</span>", text.markup()),
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Strong => "strong",
        Tone::Code => "code",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Open => "open",
        Tone::Muted => "muted",
    }
}

fn markup_text(text: &Line) -> String {
    let runs = text.0.iter().map(|run| match run {
        Run::Ours(text, _) => Foreign::from(text.as_ref()).markup().to_string(),
        Run::Foreign(text, _) => text.markup().to_string(),
        Run::Link { text, .. } | Run::Mark { text, .. } => Foreign::from(text.as_str()).markup().to_string(),
    });
    runs.collect()
}

fn table(out: &mut String, rows: &Table) -> fmt::Result {
    out.write_str("<table>\n<thead><tr>")?;
    for column in &rows.columns {
        write!(out, "<th{}>{}</th>", align(column.align), Foreign::from(column.title).markup())?;
    }
    out.write_str("</tr></thead>\n<tbody>\n")?;
    rows.rows.iter().try_for_each(|row| table_row(out, rows, row))?;
    out.write_str("</tbody></table>\n")
}

fn table_row(out: &mut String, rows: &Table, row: &Row) -> fmt::Result {
    out.write_str("<tr")?;
    id(out, row.anchor.as_deref())?;
    out.write_str(">")?;
    for (cell, column) in row.cells.iter().zip(&rows.columns) {
        write!(out, "<td{}>", align(column.align))?;
        line(out, cell)?;
        out.write_str("</td>")?;
    }
    out.write_str("</tr>\n")
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Right => " class=\"right\"",
    }
}

fn heat(out: &mut String, map: &HeatMap) -> fmt::Result {
    out.write_str("<table class=\"heat\" id=\"map\">\n<thead><tr><th>zone or conduit</th>")?;
    for fr in FoundationalRequirement::ALL {
        write!(out, "<th title=\"{}\">{fr}</th>", Foreign::from(fr.name()).markup())?;
    }
    out.write_str("</tr></thead>\n<tbody>\n")?;
    map.rows.iter().try_for_each(|row| heat_row(out, row))?;
    out.write_str("</tbody></table>\n")?;
    out.write_str(
        "<p class=\"muted\">Each cell: demonstrated..ceiling, its target, and how many of its rows are decided. ",
    )?;
    out.write_str("ok: target demonstrated. ?: open for lack of evidence. x: the ceiling is below the target. ")?;
    out.write_str("?..n: nothing at SL 1 is decided. 1(0): 1 with and 0 without compensation. !: the level hangs on a row whose own level is disputed. ")?;
    out.write_str("A cell leads to why it is what it is, what would raise it, its rows and their evidence.</p>\n")
}

fn heat_row(out: &mut String, row: &HeatRow) -> fmt::Result {
    let (scope, name) = (Foreign::from(row.scope.to_string()), Foreign::from(row.id()));
    write!(out, "<tr><th><a href=\"#{}\">{} <b>{}</b></a></th>", scope.markup(), row.kind(), name.markup())?;
    row.cells.iter().try_for_each(|cell| heat_cell(out, row, cell))?;
    out.write_str("</tr>\n")
}

fn heat_cell(out: &mut String, row: &HeatRow, cell: &Cell) -> fmt::Result {
    let class = match cell.reach {
        Reach::Reached => "cg",
        Reach::Open => "co",
        Reach::Blocked => "cb",
        Reach::NotAsked => "cn",
    };
    let anchor = Foreign::from(HeatMap::anchor(&row.scope, cell.fr));
    let disputed = if cell.disputed { " !" } else { "" };
    write!(
        out,
        "<td class={class}><a href=\"#{}\"><b>{} {}{disputed}</b> <small>{} · {}/{}</small></a>",
        anchor.markup(),
        Foreign::from(cell.short()).markup(),
        cell.sign(),
        cell.target_text(),
        cell.decided,
        cell.applicable
    )
}

/// The anchor stands inside: a browser that is led to something within a folded part unfolds it, and one that is led to
/// the folded part itself does not.
fn detail(out: &mut String, part: &Section) -> fmt::Result {
    out.write_str("<details><summary>")?;
    line(out, &part.summary)?;
    out.write_str("</summary>\n<div")?;
    id(out, Some(&part.anchor))?;
    out.write_str(">\n")?;
    part.blocks.iter().try_for_each(|item| block(out, item))?;
    out.write_str("</div></details>\n")
}
