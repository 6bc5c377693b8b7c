//! Tokens of RON: only as much as it takes to find where values begin and end.
//!
//! What a word or a literal *means* is never decided here; ron reads it later, typed.

use std::ops::Range;

/// A syntax error before anyone knows which file the text belongs to.
#[derive(Debug, PartialEq)]
pub(crate) struct Fault {
    pub message: String,
    pub range: Range<usize>,
}

impl Fault {
    pub fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Fault { message: message.into(), range }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token {
    Open(u8),
    Close(u8),
    Comma,
    Colon,
    /// A name or a number: `Grid`, `r#in`, `-1.5e3`, `0x1F`, `0..10`.
    Word,
    /// Text, a character or bytes, raw or not.
    Quoted,
    End,
}

#[derive(Clone, Copy)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    pub at: usize,
}

/// ron's own list, so that both agree on what separates two words.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}')
}

/// Generous beyond ASCII: ron refuses what is no identifier when it reads the word.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-') || !c.is_ascii() && !is_space(c)
}

/// Whether a word can name a part or a field (a number cannot).
pub(crate) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c == '_' || c.is_ascii_alphabetic() || !c.is_ascii())
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str, at: usize) -> Self {
        Lexer { text, at }
    }

    pub fn token(&mut self) -> Result<(Token, Range<usize>), Fault> {
        self.skip_space()?;
        let start = self.at;
        let token = match self.byte(0) {
            None => Token::End,
            Some(b @ (b'(' | b'[' | b'{')) => self.one(Token::Open(b)),
            Some(b @ (b')' | b']' | b'}')) => self.one(Token::Close(b)),
            Some(b',') => self.one(Token::Comma),
            Some(b':') => self.one(Token::Colon),
            _ => self.word_or_quoted()?,
        };
        Ok((token, start..self.at))
    }

    fn one(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Whitespace, `//` to the end of the line, and `/* */`, which nests.
    fn skip_space(&mut self) -> Result<(), Fault> {
        loop {
            self.at = self.run_end(self.at, is_space);
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'/')) => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                (Some(b'/'), Some(b'*')) => self.skip_block()?,
                _ => return Ok(()),
            }
        }
    }

    fn skip_block(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let mut level = 0;
        loop {
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'*')) => (level, self.at) = (level + 1, self.at + 2),
                (Some(b'*'), Some(b'/')) => (level, self.at) = (level - 1, self.at + 2),
                (Some(_), _) => self.at += 1, // `/` and `*` are ASCII, so the last step ends on a boundary
                (None, _) => return Err(Fault::new(start..start + 2, "this comment is never closed")),
            }
            if level == 0 {
                return Ok(());
            }
        }
    }

    fn run_end(&self, from: usize, of: fn(char) -> bool) -> usize {
        // Nearly all of a scene is ASCII, whose characters need no decoding.
        let plain = |byte: &&u8| byte.is_ascii() && of(char::from(**byte));
        let from = from + self.text.as_bytes()[from..].iter().take_while(plain).count();
        if self.text.as_bytes().get(from).is_none_or(u8::is_ascii) {
            return from;
        }
        self.text[from..].find(|c| !of(c)).map_or(self.text.len(), |n| from + n)
    }

    fn word_or_quoted(&mut self) -> Result<Token, Fault> {
        // `b`, `r` and `br` are prefixes only when a quote (or `#`) follows at once.
        let prefix = match (self.byte(0), self.byte(1)) {
            (Some(b'b'), Some(b'r')) => "br",
            (Some(b'b'), _) => "b",
            (Some(b'r'), _) => "r",
            _ => "",
        };
        match (prefix, self.byte(prefix.len())) {
            ("" | "b", Some(b'"')) => self.text_end(prefix.len())?,
            ("" | "b", Some(b'\'')) => self.char_end(prefix.len())?,
            ("r" | "br", Some(b'"' | b'#')) => return self.raw(prefix),
            _ => return self.word(self.at),
        }
        Ok(Token::Quoted)
    }

    fn word(&mut self, from: usize) -> Result<Token, Fault> {
        let mut end = self.run_end(from, is_word);
        if self.text[from..end].ends_with("..") && self.text[end..].starts_with('=') {
            end = self.run_end(end + 1, is_word); // `0..=9` is one word
        }
        if end > from {
            self.at = end;
            return Ok(Token::Word);
        }
        let c = self.text[from..].chars().next().unwrap_or('?');
        let hint = match c {
            '=' => "; a field is written `name: value`",
            ';' => "; items are separated by `,`",
            '#' if self.text[from..].starts_with("#!") => {
                "; a scene needs no `#![…]` header, all extensions are on"
            }
            '#' => "; a comment begins with `//`",
            '/' | '&' | '\\' => "; text stands between quotes: `\"…\"`",
            _ => "",
        };
        Err(Fault::new(from..from + c.len_utf8(), format!("unexpected `{c}`{hint}")))
    }

    fn text_end(&mut self, prefix: usize) -> Result<(), Fault> {
        let start = self.at;
        self.at += prefix + 1;
        loop {
            let Some(n) = self.rest().find(['"', '\\']) else {
                return Err(Fault::new(start..start + prefix + 1, "this text is never closed"));
            };
            self.at += n + 1;
            if self.text.as_bytes()[self.at - 1] == b'"' {
                return Ok(());
            }
            self.at += self.rest().chars().next().map_or(0, char::len_utf8); // whatever is escaped
        }
    }

    /// One character, `'` itself included (`'''`), or an escape up to the next quote.
    fn char_end(&mut self, prefix: usize) -> Result<(), Fault> {
        let body = self.at + prefix + 1;
        let mut chars = self.text[body..].char_indices();
        let escaped = chars.next().is_some_and(|(_, c)| c == '\\') && chars.next().is_some();
        let close = chars.find(|&(_, c)| !escaped || c == '\'' || c == '\n');
        match close {
            Some((n, '\'')) => self.at = body + n + 1,
            _ => return Err(Fault::new(self.at..body, "this character is never closed")),
        }
        Ok(())
    }

    /// `r"…"`, `r#"…"#`, `br#"…"#`; `r#in` is a raw identifier.
    fn raw(&mut self, prefix: &str) -> Result<Token, Fault> {
        let start = self.at;
        let hashes = self.run_end(start + prefix.len(), |c| c == '#') - start - prefix.len();
        let body = start + prefix.len() + hashes;
        if !self.text[body..].starts_with('"') {
            return if prefix == "r" && hashes == 1 {
                self.word(body)
            } else {
                Err(Fault::new(start..body, "raw text needs a `\"` here"))
            };
        }
        let close = format!("\"{}", "#".repeat(hashes));
        let Some(n) = self.text[body + 1..].find(&close) else {
            return Err(Fault::new(start..body + 1, format!("this raw text is never closed by `{close}`")));
        };
        self.at = body + 1 + n + close.len();
        Ok(Token::Quoted)
    }
}
