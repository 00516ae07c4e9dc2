//! From the files of a folder to a plant and everything that is wrong with it.

use ringwall_model::{Diagnostic, Place, Plant};

use crate::{
    build, check,
    check::{CheckedFile, Declared, ReadFile},
    circles::Circles,
    codes, contradiction,
    shape::FileShape,
    sink::Sink,
    source::{At, SourceFile, Sources},
    syntax::{self, Lost},
};

/// What a plant folder says.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The plant, without what was wrong.
    pub plant: Plant,
    /// Everything that is wrong, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts, for excerpts of further findings.
    pub sources: Sources,
}

/// Reads a plant folder. `files` are its text files, with paths relative to it; others than a plant has are passed over.
pub fn parse(files: &[SourceFile]) -> Parsed {
    let sources = Sources::new(files);
    let mut sink = Sink::new(&sources);
    let checked = check_all(files, &mut sink);
    let mut plant = build::plant(&checked, &mut sink);
    let circles = Circles::of(&plant);
    contradiction::find(&plant, &circles, &checked, &mut sink);
    circles.break_in(&mut plant);
    let diagnostics = sink.finish();
    Parsed { plant, diagnostics, sources }
}

/// True for paths that [`parse`] wants to see: the binary need read no other file.
pub fn is_plant_file(path: &str) -> bool {
    let (folder, _) = path.rsplit_once('/').unwrap_or(("", path));
    path.ends_with(".toml") && matches!(folder, "" | "zones" | "products")
}

fn check_all(files: &[SourceFile], sink: &mut Sink<'_>) -> Vec<CheckedFile> {
    let mut lost = Lost::default();
    let read: Vec<ReadFile> = files
        .iter()
        .enumerate()
        .filter(|(_, file)| is_plant_file(&file.path))
        .filter_map(|(index, file)| read(index, file, sink, &mut lost))
        .collect();
    if !files.iter().any(|file| file.path == "plant.toml") {
        sink.push(no_plant_file());
    }
    let declared = Declared::collect(&read, sink);
    read.iter().map(|file| check::check(file, &declared, &lost, sink)).collect()
}

fn no_plant_file() -> Diagnostic {
    let code = &codes::MISSING_FILE;
    Diagnostic::new(code.name, code.severity, Place::Whole, "there is no plant.toml")
        .help("a plant folder begins with plant.toml; `ringwall init DIR` writes one to start from")
        .requirement("ZCR 1.1")
}

fn read(index: usize, file: &SourceFile, sink: &mut Sink<'_>, lost: &mut Lost) -> Option<ReadFile> {
    let Some((shape, name)) = FileShape::of(&file.path) else {
        unknown_file(index, file, sink);
        return None;
    };
    if shape.named.is_some() && ringwall_model::ZoneId::parse(name).is_none() {
        let message = "the file's name cannot be an id".to_owned();
        let help = "name the file for the zone: letters, digits and _ . - : only, then .toml";
        sink.push(sink.draft(&codes::BAD_FILE_NAME, At::top(index), message).help(help));
        return None;
    }
    Some(ReadFile { file: index, shape, name: name.to_owned(), root: syntax::read(index, sink, lost) })
}

fn unknown_file(index: usize, file: &SourceFile, sink: &mut Sink<'_>) {
    let known: Vec<&str> = crate::FILES.iter().map(|f| f.path).collect();
    let help = match crate::nearest(&file.path, known.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("known files: {}", known.join(", ")),
    };
    let draft =
        sink.draft(&codes::UNKNOWN_FILE, At::top(index), "this file is not part of a plant folder; it is not read");
    sink.push(draft.help(help));
}
