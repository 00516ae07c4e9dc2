//! Recognising a flow by its first payloads.

use super::{
    account::Outcome,
    detector::{Class, Question, Row, Rows, Verdict},
    flow::{Flow, Reader, ReaderKind},
    key::FlowCarrier,
    known::Known,
    shard::{Segment, Shard, read, widen},
    side::{Both, End},
    trial::{Piece, TRIES_MAX, Trial},
};
use ringwall_model::RolesBy;

impl Shard {
    /// Shows a payload to the probes; reads it where one recognises it.
    #[cold]
    pub(super) fn attempt(&mut self, at: u32, segment: &Segment<'_>) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        let end = segment.end;
        let tried = flow.tried.at_mut(end);
        if *tried >= TRIES_MAX {
            self.look(at, segment);
            return Outcome::TransportOnly;
        }
        *tried = tried.saturating_add(1);
        let key = flow.key;
        let prior = match flow.roles_by() <= RolesBy::Handshake {
            true => self.priors.row(&key, flow.initiator().other()),
            false => self.priors.row(&key, end).or_else(|| self.priors.row(&key, end.other())),
        };
        let question = question(flow, end, prior);
        if let Some(row) = self.by_prior(at, &question, segment) {
            return self.recognise(at, row, Some(segment), true);
        }
        let slot = match flow_trial(self.flows.get(at)) {
            Some(slot) => slot,
            None => {
                // Most payloads are recognised at once or not at all: they need no trial.
                let verdict = self.shared.detector.probe(&question, segment.payload);
                if let Some(row) = decide(&question, &verdict, Rows::default()) {
                    return self.recognise(at, row, Some(segment), false);
                }
                if verdict.weak.is_empty() && !verdict.more {
                    self.give_up_if_spent(at);
                    return Outcome::TransportOnly;
                }
                let slot = self.trials.insert(Trial::default());
                if let Some(flow) = self.flows.get_mut(at) {
                    flow.reader = Reader::trial(slot);
                }
                return self.keep(at, slot, segment, &verdict);
            }
        };
        let Some(trial) = self.trials.get_mut(slot) else { return Outcome::TransportOnly };
        let kept_already = trial.asked(end);
        let sample = trial.sample(end, segment.payload);
        let verdict = self.shared.detector.probe(&question, sample);
        match decide(&question, &verdict, trial.weak) {
            Some(row) if kept_already => {
                trial.keep(end, segment.payload, segment.frames, segment.moment, false);
                self.recognise(at, row, None, false)
            }
            Some(row) => self.recognise(at, row, Some(segment), false),
            None => self.keep(at, slot, segment, &verdict),
        }
    }

    /// Keeps a payload that could still be recognised.
    fn keep(&mut self, at: u32, slot: u32, segment: &Segment<'_>, verdict: &Verdict) -> Outcome {
        let Some(trial) = self.trials.get_mut(slot) else { return Outcome::TransportOnly };
        let end = segment.end;
        let hopeful = verdict.more || !verdict.weak.is_empty() || trial.keeps(end);
        trial.weak = trial.weak.or(verdict.weak);
        let mut outcome = Outcome::TransportOnly;
        if hopeful {
            outcome = Outcome::Waits;
            if !trial.keep(end, segment.payload, segment.frames, segment.moment, verdict.more) {
                let frames = trial.forget(end);
                self.shared.account.settle(Outcome::TransportOnly, frames);
            }
        }
        let now = u32::try_from(trial.memory()).unwrap_or(u32::MAX);
        let before = std::mem::replace(&mut trial.charged, now);
        self.memory = self.memory.saturating_sub(widen(before)).saturating_add(widen(now));
        self.give_up_if_spent(at);
        outcome
    }

    /// No protocol claims the flow once both ends, or the only one there is, had their tries.
    fn give_up_if_spent(&mut self, at: u32) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let spent = |tried: u8| tried >= TRIES_MAX;
        let (low, high) = (spent(*flow.tried.low()), spent(*flow.tried.high()));
        if !((low && high) || ((low || high) && flow.roles_by() == RolesBy::Group)) {
            return;
        }
        let unsettled = std::mem::take(&mut flow.unsettled);
        self.shared.account.settle(Outcome::TransportOnly, unsettled);
        let reader = std::mem::replace(&mut flow.reader, Reader::NOTHING).kind();
        if let ReaderKind::Trial(slot) = reader {
            let trial = self.trials.remove(slot).unwrap_or_default();
            self.memory = self.memory.saturating_sub(widen(trial.charged));
            self.shared.account.settle(Outcome::TransportOnly, trial.frames());
        }
    }

    /// A flow whose start was not seen, to a server whose protocol is known: it is that protocol if a PDU starts somewhere.
    fn by_prior(&self, at: u32, question: &Question, segment: &Segment<'_>) -> Option<Row> {
        let flow = self.flows.get(at)?;
        let row = question.prior?;
        if question.class != Class::Tcp || flow.roles_by() <= RolesBy::Handshake || flow_trial(Some(flow)).is_some() {
            return None;
        }
        let protocol = self.shared.detector.protocol(row)?;
        let direction = segment.end.direction(flow.initiator());
        (protocol.resync)(direction, segment.payload).filter(|n| *n < segment.payload.len()).map(|_| row)
    }

    /// Reads payload of a flow that was let go when it rested: as what its server was last seen to speak.
    #[cold]
    pub(super) fn read_again(&mut self, at: u32, segment: &Segment<'_>) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        (flow.reader, flow.tried) = (Reader::FRESH, Both::default());
        let is_stream = flow.key.carrier == FlowCarrier::Tcp;
        match self.priors.row(&flow.key, flow.initiator().other()) {
            Some(row) => self.recognise(at, row, Some(segment), is_stream),
            None => self.attempt(at, segment),
        }
    }

    /// Opens a session, reads what was kept and then the payload at hand.
    fn recognise(&mut self, at: u32, row: Row, segment: Option<&Segment<'_>>, midstream: bool) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        let key = flow.key;
        let Some(mut known) = Known::open(&self.shared, row, flow.initiator()) else { return Outcome::TransportOnly };
        if midstream {
            known.begin_midstream(End::Low);
            known.begin_midstream(End::High);
        }
        let unsettled = std::mem::take(&mut flow.unsettled);
        self.shared.account.settle(Outcome::Dissected, unsettled);
        let mut last = self.replay(&mut known, at, segment.is_none());
        if let (Some(segment), Some(flow)) = (segment, self.flows.get_mut(at)) {
            last = read(&mut self.shared, &mut self.memory, flow, &mut known, segment);
        }
        let slot = self.knowns.insert(known);
        if let Some(flow) = self.flows.get_mut(at) {
            flow.reader = Reader::known(slot);
            if flow.roles_by() != RolesBy::Group && matches!(key.carrier, FlowCarrier::Tcp | FlowCarrier::Udp) {
                self.priors.learn(&key, flow.initiator().other(), row);
            }
        }
        last
    }
}

impl Shard {
    /// Reads what a trial kept, and settles it: all but the last payload where `last_is_at_hand`, whose outcome is given.
    fn replay(&mut self, known: &mut Known, at: u32, last_is_at_hand: bool) -> Outcome {
        let mut last = Outcome::TransportOnly;
        let Some(slot) = flow_trial(self.flows.get(at)) else { return last };
        let trial = self.trials.remove(slot).unwrap_or_default();
        self.memory = self.memory.saturating_sub(widen(trial.charged));
        let mut pieces = trial.replay().peekable();
        while let Some((piece, payload)) = pieces.next() {
            let Piece { end, moment, frames, .. } = piece;
            let segment = Segment { end, moment, payload, missing: 0, frames };
            if let Some(flow) = self.flows.get_mut(at) {
                last = read(&mut self.shared, &mut self.memory, flow, known, &segment);
            }
            if !(last_is_at_hand && pieces.peek().is_none()) {
                self.shared.account.settle(last, frames);
            }
        }
        last
    }
}

fn flow_trial(flow: Option<&Flow>) -> Option<u32> {
    match flow?.reader.kind() {
        ReaderKind::Trial(slot) => Some(slot),
        _ => None,
    }
}

fn question(flow: &Flow, end: End, prior: Option<Row>) -> Question {
    let class = match flow.key.carrier {
        FlowCarrier::Tcp => Class::Tcp,
        FlowCarrier::Udp => Class::Udp,
        FlowCarrier::Ip => Class::Ip,
        FlowCarrier::Ethernet => Class::EtherType,
        FlowCarrier::Llc => Class::Llc,
        FlowCarrier::Wlan => Class::Wlan,
        FlowCarrier::Serial => Class::Serial,
    };
    let from_responder = (flow.roles_by() <= RolesBy::Handshake).then(|| flow.initiator() != end);
    Question {
        class,
        from_port: flow.key.port(end),
        to_port: flow.key.port(end.other()),
        from_responder,
        prior,
        whole: class != Class::Tcp,
    }
}

/// Who a verdict is for: the sure one; one that could be twice; one that could be where its number was given to it.
fn decide(question: &Question, verdict: &Verdict, before: Rows) -> Option<Row> {
    let twice = verdict.weak.and(before);
    let registered = if question.class.is_registered() { verdict.weak } else { Rows::default() };
    verdict.sure.or_else(|| twice.and(verdict.hinted).first()).or_else(|| twice.first()).or_else(|| registered.first())
}
