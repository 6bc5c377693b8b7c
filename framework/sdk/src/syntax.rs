//! The grammar of values, in one place: it checks a whole text once, and later splits one level at a time.
//!
//! The check remembers where every bracket closes, so that a split jumps over nested values: linear in all,
//! however deep.

use crate::lex::{Fault, Lexer, Token, is_name};
use std::ops::Range;

/// Brackets, not parts: a part in a map in a part takes two. Bounds the recursion of every reader.
pub const MAX_DEPTH: usize = 256;

/// For every opening bracket (in order) the place of its closing one.
pub(crate) type Closings = Vec<(u32, u32)>;

/// What a bracket holds: `key` is the name in `Kind(name: value)` or the left side in a map.
type Each<'e> = &'e mut dyn FnMut(Option<Range<usize>>, Range<usize>);

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    token: Token,
    range: Range<usize>,
    depth: usize,
    found: Closings,
    known: Option<&'t Closings>,
}

/// Checks that `text` is one value; returns where it stands and where its brackets close.
pub(crate) fn check(text: &str) -> Result<(Range<usize>, Closings), Fault> {
    let mut parser = Parser::new(text, 0, None)?;
    let range = parser.value("a value")?;
    match parser.token {
        Token::End => Ok((range, parser.found)),
        _ => Err(Fault::new(parser.range, "this is left over after the end of the value")),
    }
}

/// Visits the items of the bracket that opens at `open` in a checked text.
pub(crate) fn split(text: &str, known: &Closings, open: usize, each: Each) {
    let checked = Parser::new(text, open, Some(known)).and_then(|mut parser| parser.group(each));
    debug_assert!(checked.is_ok(), "the text was checked before: {checked:?}");
}

/// The place of the opening bracket of a value, if it has one.
pub(crate) fn opening(text: &str, value: Range<usize>) -> Option<usize> {
    let mut lexer = Lexer::new(&text[..value.end], value.start);
    let mut next = || lexer.token().ok();
    match next()? {
        (Token::Open(_), at) => Some(at.start),
        (Token::Word, _) => {
            next().filter(|(token, _)| matches!(token, Token::Open(_))).map(|(_, at)| at.start)
        }
        _ => None,
    }
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, at: usize, known: Option<&'t Closings>) -> Result<Self, Fault> {
        let mut lexer = Lexer::new(text, at);
        let (token, range) = lexer.token()?;
        Ok(Parser { text, lexer, token, range, depth: 0, found: vec![], known })
    }

    fn advance(&mut self) -> Result<Range<usize>, Fault> {
        let passed = self.range.clone();
        (self.token, self.range) = self.lexer.token()?;
        Ok(passed)
    }

    /// A word, quoted text, a bracket, or a name with its arguments.
    fn value(&mut self, expected: &str) -> Result<Range<usize>, Fault> {
        let start = self.range.start;
        match self.token {
            Token::Quoted => self.advance(),
            Token::Word => {
                let word = self.advance()?;
                let named = is_name(&self.text[word.clone()]) && self.token == Token::Open(b'(');
                if named { Ok(start..self.nested()?) } else { Ok(word) }
            }
            Token::Open(_) => Ok(start..self.nested()?),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// The end of the bracket at the cursor: looked up when it is known, else found by reading it.
    fn nested(&mut self) -> Result<usize, Fault> {
        let Some(known) = self.known else { return self.group(&mut |_, _| {}) };
        let open = self.range.start as u32;
        let at = known.partition_point(|&(o, _)| o < open);
        let end = known[at].1 as usize + 1;
        self.lexer.at = end;
        self.advance()?;
        Ok(end)
    }

    fn group(&mut self, each: Each) -> Result<usize, Fault> {
        let Token::Open(bracket) = self.token else { return Err(self.unexpected("a bracket")) };
        let open = self.range.clone();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::new(open, format!("brackets are nested more than {MAX_DEPTH} deep")));
        }
        let index = self.found.len();
        self.found.push((open.start as u32, 0));
        self.advance()?;
        while !matches!(self.token, Token::Close(_) | Token::End) {
            self.item(bracket, each)?;
            if self.token == Token::Comma {
                self.advance()?;
            } else if !matches!(self.token, Token::Close(_) | Token::End) {
                return Err(self.unexpected(&format!("`,` or `{}`", closing(bracket))));
            }
        }
        let close = self.close(bracket, open)?;
        self.found[index].1 = close as u32;
        self.depth -= 1;
        Ok(close + 1)
    }

    fn item(&mut self, bracket: u8, each: Each) -> Result<(), Fault> {
        let word = self.token == Token::Word;
        let first = self.value("a value")?;
        let keyed = bracket == b'{' || self.token == Token::Colon;
        if !keyed {
            each(None, first);
            return Ok(());
        }
        if bracket == b'[' {
            return Err(Fault::new(self.range.clone(), "a list has no keys; use `{ key: value }` for a map"));
        }
        if bracket == b'('
            && !(word && is_name(&self.text[first.clone()]) && !self.text[first.clone()].ends_with(')'))
        {
            return Err(Fault::new(
                first,
                "a field's name is a plain word; use `{ \"key\": value }` for a map",
            ));
        }
        if matches!(self.token, Token::Comma | Token::Close(b'}')) {
            return Err(Fault::new(first, "an item of a map has a name before it: `\"name\": value`"));
        }
        if self.token != Token::Colon {
            return Err(self.unexpected("`:` after the key of a map"));
        }
        self.advance()?;
        let value = self.value("a value after `:`")?;
        each(Some(first), value);
        Ok(())
    }

    fn close(&mut self, bracket: u8, open: Range<usize>) -> Result<usize, Fault> {
        let wanted = closing(bracket);
        match self.token {
            Token::Close(c) if c as char == wanted => Ok(self.advance()?.start),
            Token::Close(c) => {
                let line = |at: usize| self.text[..at].matches('\n').count() + 1;
                let (opened, here) = (line(open.start), line(self.range.start));
                let whose = match opened == here {
                    true => String::new(),
                    false => format!(": the `{}` of line {opened} is still open", bracket as char),
                };
                Err(Fault::new(
                    self.range.clone(),
                    format!("expected `{wanted}`, found `{}`{whose}", c as char),
                ))
            }
            _ => Err(Fault::new(open, format!("this `{}` is never closed", bracket as char))),
        }
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let found = match self.token {
            Token::End => "the end".to_string(),
            _ => format!("`{}`", self.text[self.range.clone()].chars().take(20).collect::<String>()),
        };
        Fault::new(self.range.clone(), format!("expected {expected}, found {found}"))
    }
}

fn closing(bracket: u8) -> char {
    match bracket {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    }
}
