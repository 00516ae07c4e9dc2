//! One connection.

use std::ops::Range;

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Stage};

use super::{
    CONNECT, HEAD,
    half::{Half, Phase, Piece},
    headers::{self, Fields},
    secrets, stray,
    tokens::{self, Ended, Set},
};
use crate::protocols::{credentials::Typed, told::Told};
use crate::{Answered, Call, Direction, Object, Pdu, Session, Sink, Subject};

/// Requests remembered until their answer.
const PENDING_MAX: usize = 8;

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug)]
struct Request {
    call: Call,
    /// It showed a password; true: one that makers ship.
    basic: Option<bool>,
    /// Digest of the session's cookie it carried.
    token: Option<u64>,
    /// Digest of its target.
    target: u64,
    /// It asks for the end of the session.
    leaving: bool,
}

/// State of a connection.
#[derive(Debug, Default)]
pub struct Http {
    halves: [Half; 2],
    /// Oldest first.
    pending: [Option<Request>; PENDING_MAX],
    /// Status and request of the answer being read.
    answering: Option<(u16, Option<Request>)>,
    /// In the body of a form, from a password on.
    in_password: bool,
    ended: Ended,
    told: Told,
}

impl Session for Http {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut half = std::mem::take(self.half(pdu.direction));
        let mut at = 0;
        while let Some(next) = half.step(pdu.bytes, at, |half, piece| self.piece(half, pdu.direction, &piece, out)) {
            at = next;
        }
        *self.half(pdu.direction) = half;
        if pdu.cut {
            self.gap(pdu.direction);
        }
    }

    fn gap(&mut self, direction: Direction) {
        self.half(direction).lose();
        self.pending = [None; PENDING_MAX];
        self.answering = None;
    }

    fn heap_bytes(&self) -> usize {
        let held: usize = self.halves.iter().map(Half::heap_bytes).sum();
        held.saturating_add(self.told.heap_bytes())
    }
}

impl Http {
    fn half(&mut self, direction: Direction) -> &mut Half {
        let [forward, backward] = &mut self.halves;
        if direction == Direction::Forward { forward } else { backward }
    }

    fn piece(&mut self, half: &mut Half, direction: Direction, piece: &Piece<'_>, out: &mut Sink<'_>) {
        match piece {
            Piece::Body(bytes, at) => self.body(half, bytes, at, out),
            Piece::Line { text, at, unfinished } => {
                mark(half.phase, text, at, out);
                if !unfinished {
                    self.line(half, direction, text, out);
                }
            }
        }
    }

    fn line(&mut self, half: &mut Half, direction: Direction, line: &[u8], out: &mut Sink<'_>) {
        match half.phase {
            Phase::Start => self.start(half, direction, line, out),
            Phase::Fields if line.trim_ascii().is_empty() => self.section_ends(half, out),
            Phase::Fields => self.field(half, line, out),
            Phase::ChunkSize | Phase::Trailer => half.chunk_line(line),
            Phase::Body(_) | Phase::Chunk(_) | Phase::Blind => {}
        }
    }

    fn start(&mut self, half: &mut Half, direction: Direction, line: &[u8], out: &mut Sink<'_>) {
        if line.trim_ascii().is_empty() {
            return;
        }
        if let Some((call, target)) = headers::request(line) {
            out.initiator_sends(direction);
            out.request(call, 0, Object::NONE);
            let (target_digest, leaving) = (Typed::default().bytes(target).digest(), tokens::is_leaving(target));
            self.ask(Request { call, basic: None, token: None, target: target_digest, leaving });
            if secrets::in_text(target).is_some() {
                self.tell(Stage::Offered, false, out);
            }
        } else if let Some(status) = headers::status(line) {
            out.initiator_sends(direction.reverse());
            self.status(status, out);
        } else {
            if !std::mem::replace(&mut half.lost, true) {
                out.malformed("http-start-line", 0);
            }
            return;
        }
        half.lost = false;
        half.fields = Fields::default();
        half.phase = Phase::Fields;
    }

    fn ask(&mut self, request: Request) {
        let slot = match self.pending.iter_mut().position(|s| s.is_none()) {
            Some(free) => free,
            None => {
                self.pending.rotate_left(1);
                PENDING_MAX - 1
            }
        };
        if let Some(slot) = self.pending.get_mut(slot) {
            *slot = Some(request);
        }
    }

    /// A status of 100 to 199 comes before the answer, except that 101 is one.
    fn status(&mut self, status: u16, out: &mut Sink<'_>) {
        if status < 200 && status != 101 {
            self.answering = Some((status, None));
            return;
        }
        let request = self.pending.first_mut().and_then(Option::take);
        self.pending.rotate_left(1);
        let outcome = if status >= 400 { Answered::Refused } else { Answered::Accepted };
        out.answer(0, if request.is_some() { None } else { Some(stray(status)) }, outcome);
        if let Some(request) = request {
            self.judge(request, status, out);
        }
        match (request.and_then(|r| r.basic), status) {
            (Some(default), 200..=299 | 304) => self.tell(Stage::Completed, default, out),
            (Some(_), 401 | 403 | 407) => self.tell(Stage::Refused, false, out),
            _ => {}
        }
        self.answering = Some((status, request));
    }

    /// What an answer says of the session its request belongs to, and of who may do what.
    fn judge(&mut self, request: Request, status: u16, out: &mut Sink<'_>) {
        match status {
            401 | 407 => self.told.tell(Security::Denied { by: "401 Unauthorized".into() }, out),
            403 => self.told.tell(Security::Denied { by: "403 Forbidden".into() }, out),
            _ => {}
        }
        if (200..400).contains(&status) {
            self.told.tell(Security::Service { kind: ServiceKind::Web, stage: Stage::Completed }, out);
        }
        match (request.token, status) {
            (None, 301..=303 | 307 | 308 | 401 | 403) => self.ended.guard(request.target),
            (Some(token), 200..=303) if request.leaving => self.ended.end(token),
            (Some(token), 200..=299) => {
                let after_end = self.ended.should_refuse(token, request.target);
                self.told.tell(Security::SessionToken { clear: true, after_end }, out);
            }
            _ => {}
        }
    }

    fn field(&mut self, half: &mut Half, line: &[u8], out: &mut Sink<'_>) {
        let Some((name, value)) = headers::field(line) else { return };
        half.fields.note(name, value);
        if name.eq_ignore_ascii_case(b"server") || name.eq_ignore_ascii_case(b"user-agent") {
            out.identity(Subject::Sender, Attribute::Software, value, Confidence::Medium);
        } else if let Some(encoded) = secrets::basic(name, value) {
            if let Some(request) = self.newest() {
                request.basic = Some(secrets::is_default(encoded));
            }
        } else if name.eq_ignore_ascii_case(b"cookie") {
            if let Some(request) = self.newest() {
                request.token = request.token.or_else(|| tokens::carried(value));
            }
        } else if name.eq_ignore_ascii_case(b"set-cookie") {
            self.set_cookie(value, out);
        }
    }

    fn newest(&mut self) -> Option<&mut Request> {
        self.pending.iter_mut().rev().flatten().next()
    }

    fn set_cookie(&mut self, value: &[u8], out: &mut Sink<'_>) {
        match (tokens::set(value), self.answering) {
            (Some(Set::Issued), _) => self.told.tell(Security::SessionToken { clear: true, after_end: false }, out),
            (Some(Set::Expired), Some((_, Some(Request { token: Some(token), .. })))) => self.ended.end(token),
            _ => {}
        }
    }

    fn section_ends(&mut self, half: &mut Half, out: &mut Sink<'_>) {
        self.in_password = false;
        match self.answering.take() {
            Some((101, _)) => half.phase = Phase::Blind,
            Some((status, request)) => {
                let tunnel = request.is_some_and(|r| r.call == CONNECT) && status < 300;
                let bodiless = status < 200 || matches!(status, 204 | 304) || request.is_some_and(|r| r.call == HEAD);
                half.section_ends(bodiless, true);
                if tunnel {
                    half.phase = Phase::Blind;
                }
            }
            None => half.section_ends(false, false),
        }
        if half.phase == Phase::Blind {
            out.malformed("http-not-read-on", 0);
        }
    }

    /// From a password on, the rest of a form is marked: more than needed is safe, less is not.
    fn body(&mut self, half: &Half, bytes: &[u8], at: &Range<usize>, out: &mut Sink<'_>) {
        if !half.fields.form {
            return;
        }
        let from = if self.in_password { Some(0) } else { secrets::in_text(bytes) };
        if let Some(from) = from {
            self.in_password = true;
            out.secret(SecretKind::Password, at.start.saturating_add(from).min(at.end)..at.end);
            self.tell(Stage::Offered, false, out);
        }
    }

    fn tell(&mut self, stage: Stage, default: bool, out: &mut Sink<'_>) {
        let secret = Some(SecretKind::Password);
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: true, changing: false }, out);
    }
}

/// Marks the secret of a line as far as it stands in this segment.
fn mark(phase: Phase, text: &[u8], at: &Range<usize>, out: &mut Sink<'_>) {
    let found = match phase {
        Phase::Fields => secrets::in_field(text),
        Phase::Start => secrets::in_text(text).map(|from| (SecretKind::Password, from)),
        _ => None,
    };
    let Some((kind, from)) = found else { return };
    let before = text.len().saturating_sub(at.len());
    let start = at.start.saturating_add(from.saturating_sub(before)).min(at.end);
    out.secret(kind, start..at.end);
}
