//! What is asked at each door, in the end.

use ringwall_model::{DeviceFact, Door, LoginCheck};

use super::{
    CONSOLE_LOGIN, IDLE_END, OWN_ACCOUNTS, REMOTE_LOGIN,
    lines::{Line, Login},
    reading::Reading,
};

impl Reading<'_, '_> {
    /// `aaa ...`.
    pub(super) fn accounts(&mut self, number: u32, words: &[&str]) {
        match words {
            ["new-model"] => self.new_model = Some((number, true)),
            ["authentication", "login", name, methods @ ..] => {
                let methods = methods.iter().map(|method| (*method).to_owned()).collect();
                self.lists.insert((*name).to_owned(), (number, methods));
            }
            // Who is at level 15 is never shut out.
            ["local", "authentication", "attempts", "max-fail", attempts] => {
                let Ok(attempts) = attempts.parse() else { return self.found.refuse(self.account, number) };
                let fact = DeviceFact::LoginLimit {
                    attempts,
                    refused_s: None,
                    doors: vec![Door::Console, Door::Remote],
                    pages: false,
                    every_account: false,
                };
                self.found.say(self.account, number, fact);
            }
            _ => {}
        }
        self.account.understood(number);
    }

    /// `login ...` on the first column.
    pub(super) fn logins(&mut self, number: u32, words: &[&str]) {
        let numbers = |text: &&str| text.parse::<u32>().ok();
        match words {
            ["block-for", refused, "attempts", attempts, "within", within] => {
                let (Some(refused), Some(attempts), Some(_)) = (numbers(refused), numbers(attempts), numbers(within))
                else {
                    return self.found.refuse(self.account, number);
                };
                let fact = DeviceFact::LoginLimit {
                    attempts,
                    refused_s: Some(refused),
                    doors: vec![Door::Remote],
                    pages: false,
                    every_account: true,
                };
                self.found.say(self.account, number, fact);
            }
            ["block-for", ..] => self.found.refuse(self.account, number),
            _ => self.account.understood(number),
        }
    }

    /// What is known when the text is at its end.
    pub(super) fn tell_logins(&mut self) {
        let lines = self.lines.clone();
        for line in lines.iter().filter(|line| line.is_open() == Some(true)) {
            self.tell_line(line);
        }
        let central = self.lists.values().find(|(_, methods)| methods.first().is_some_and(|m| m == "group"));
        match (self.new_model, central) {
            (Some((_, true)), Some((at, _))) => {
                let at = *at;
                self.found.say(self.account, at, DeviceFact::CentralAccounts);
            }
            (Some((at, _)), None) => self.found.say(self.account, at, DeviceFact::OwnAccountsOnly),
            (None, _) => self.found.by_default(self.account, &OWN_ACCOUNTS, DeviceFact::OwnAccountsOnly),
            (Some((_, false)), Some(_)) => {}
        }
    }

    fn tell_line(&mut self, line: &Line) {
        let Some(door) = line.door else { return };
        if let Some(check) = self.check(line) {
            match &line.login {
                Some((at, _)) => self.found.say(self.account, *at, DeviceFact::Login { door, check }),
                None => {
                    let default = if door == Door::Console { &CONSOLE_LOGIN } else { &REMOTE_LOGIN };
                    self.found.by_default(self.account, default, DeviceFact::Login { door, check });
                }
            }
            if check == LoginCheck::Shut {
                return;
            }
        }
        match line.idle() {
            Some((at, after_s)) => self.found.say(self.account, at, DeviceFact::IdleEnd { door, after_s }),
            None => self.found.by_default(self.account, &IDLE_END, DeviceFact::IdleEnd { door, after_s: Some(600) }),
        }
    }

    /// What a line asks; none where the text does not tell.
    pub(super) fn check(&self, line: &Line) -> Option<LoginCheck> {
        let by_password = if line.has_password { LoginCheck::Password } else { LoginCheck::Shut };
        if matches!(self.new_model, Some((_, true))) {
            let name = match &line.login {
                Some((_, Login::List(name))) => name.as_str(),
                _ => "default",
            };
            return match self.lists.get(name) {
                Some((_, methods)) => by_methods(methods, by_password),
                // Without a list the network asks for an account of the device, the console for nothing.
                None if name == "default" && line.door == Some(Door::Console) => Some(LoginCheck::Nothing),
                None if name == "default" => Some(LoginCheck::OwnAccount),
                None => None,
            };
        }
        match (&line.login, line.door) {
            (Some((_, Login::Nothing)), _) | (None, Some(Door::Console)) => Some(LoginCheck::Nothing),
            (Some((_, Login::Password)), _) | (None, _) => Some(by_password),
            (Some((_, Login::Local)), _) => Some(LoginCheck::OwnAccount),
            (Some((_, Login::Central)), _) => Some(LoginCheck::CentralAccount),
            (Some((_, Login::List(_))), _) => None,
        }
    }
}

/// By the first method: the others are asked when it does not answer.
fn by_methods(methods: &[String], by_password: LoginCheck) -> Option<LoginCheck> {
    match methods.first()?.as_str() {
        "group" => Some(LoginCheck::CentralAccount),
        "local" | "local-case" => Some(LoginCheck::OwnAccount),
        "line" => Some(by_password),
        "enable" => Some(LoginCheck::Password),
        "none" => Some(LoginCheck::Nothing),
        _ => None,
    }
}
