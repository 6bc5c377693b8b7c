//! Larger than Life: `R5,C0,M1,S34..58,B34..45,NM`, as MCell and Golly write it, and the five numbers
//! `radius,births,births,survivals,survivals` of K. Evans: `5,34,45,34,58`.

use super::{NotationError, fault, neighbours::Neighbours, table::described};
use quincunx_sdk::form::{Form, Generations, LargerThanLife, Neighbourhood, OuterTotalistic};
use quincunx_sdk::rule::Info;
use std::ops::Range;

/// A part between commas.
#[derive(Clone)]
struct Item {
    letter: Option<char>,
    /// With the letter.
    place: Range<usize>,
    body: Range<usize>,
}

/// Reads either notation.
pub(super) fn read(text: &str) -> Result<LargerThanLife, NotationError> {
    let items = items(text);
    let rule = match items.iter().any(|item| item.letter.is_some()) {
        true => lettered(text, &items)?,
        false => five(text, &items)?,
    };
    let (born, survive) = (merged(rule.born), merged(rule.survive));
    Ok(LargerThanLife { states: rule.states.max(2), born, survive, ..rule })
}

fn items(text: &str) -> Vec<Item> {
    let mut start = 0;
    let item = |part: &str| {
        let place = start + part.len() - part.trim_start().len()..start + part.trim_end().len();
        start += part.len() + 1;
        let place = place.start.min(place.end)..place.end;
        let letter = text[place.clone()].chars().next().filter(char::is_ascii_alphabetic);
        let body = place.start + letter.map_or(0, char::len_utf8)..place.end;
        Item { letter: letter.map(|c| c.to_ascii_uppercase()), place, body }
    };
    text.split(',').map(item).collect()
}

fn lettered(text: &str, items: &[Item]) -> Result<LargerThanLife, NotationError> {
    const LETTERS: &str = "RCMSBN";
    let mut given: [Vec<Item>; 6] = Default::default();
    let mut last = None;
    for item in items {
        let slot = match item.letter {
            Some(letter) => LETTERS.find(letter),
            None => last.filter(|slot| matches!(slot, 3 | 4)), // a list of ranges goes on
        };
        let Some(slot) = slot else {
            let message = "expected R, C, M, S, B or N before this, as in R5,C0,M1,S34..58,B34..45,NM";
            return fault(item.place.clone(), message);
        };
        if item.letter.is_some() && !given[slot].is_empty() {
            return fault(item.place.clone(), "this part of the rule is given twice");
        }
        last = Some(slot);
        given[slot].push(item.clone());
    }
    let [radius, states, middle, survive, born, neighbourhood] = given;
    let whole = 0..text.len();
    let missing = |part: &str| NotationError {
        message: format!("{part}: a rule is like R5,C0,M1,S34..58,B34..45,NM"),
        offset: whole.clone(),
    };
    let radius_at = radius.first().ok_or_else(|| missing("the radius R is missing"))?;
    let radius = number(text, radius_at, "the radius", 1..=Info::MOST_HALO as u32)? as u16;
    let states =
        states.first().map_or(Ok(0), |item| number(text, item, "the number of states", 0..=256))? as u16;
    let middle = middle.first().map_or(Ok(0), |item| number(text, item, "M", 0..=1))? == 1;
    let neighbourhood = neighbourhood.first().map_or(Ok(Neighbourhood::Moore), |item| shape(text, item))?;
    let most = neighbourhood.cells(radius) as u32;
    let ranges = |items: &[Item], what: &str| {
        if items.is_empty() {
            return Err(missing(what));
        }
        let given = items.iter().filter(|item| items.len() > 1 || !item.body.is_empty());
        given.map(|item| range(text, item, most)).collect()
    };
    let survive = ranges(&survive, "the survivals S are missing")?;
    let born = ranges(&born, "the births B are missing")?;
    Ok(LargerThanLife { radius, states, middle, born, survive, neighbourhood })
}

fn five(text: &str, items: &[Item]) -> Result<LargerThanLife, NotationError> {
    let [radius, numbers @ ..] = items else { return fault(0..text.len(), "expected a radius") };
    let radius = number(text, radius, "the radius", 1..=Info::MOST_HALO as u32)? as u16;
    if numbers.len() != 4 {
        let message = "the radius is followed by four numbers: births from and to, survivals from and to, as in \
                       5,34,45,34,58";
        return fault(0..text.len(), message);
    }
    let neighbourhood = Neighbourhood::Moore;
    let most = neighbourhood.cells(radius) as u32;
    let count = |n: usize| number(text, &numbers[n], "the count", 0..=most);
    let pair = |n: usize| {
        let (low, high) = (count(n)?, count(n + 1)?);
        ordered(low, high, numbers[n].place.start..numbers[n + 1].place.end)
    };
    Ok(LargerThanLife {
        radius,
        states: 0,
        middle: true,
        born: vec![pair(0)?],
        survive: vec![pair(2)?],
        neighbourhood,
    })
}

fn number(
    text: &str,
    item: &Item,
    what: &str,
    within: std::ops::RangeInclusive<u32>,
) -> Result<u32, NotationError> {
    let body = &text[item.body.clone()];
    let digits = !body.is_empty() && body.chars().all(|c| c.is_ascii_digit());
    match body.parse() {
        Ok(number) if digits && within.contains(&number) => Ok(number),
        _ => {
            let place = if body.is_empty() { item.place.clone() } else { item.body.clone() };
            fault(place, format!("{what} is a number from {} to {}", within.start(), within.end()))
        }
    }
}

/// `34..45`, `34-45` or `34`.
fn range(text: &str, item: &Item, most: u32) -> Result<(u32, u32), NotationError> {
    let body = &text[item.body.clone()];
    let (low, high) = body.split_once("..").or_else(|| body.split_once('-')).unwrap_or((body, body));
    let end = item.body.end;
    let part = |place: Range<usize>| {
        let whole = if place.is_empty() { item.place.clone() } else { item.place.start..place.end };
        number(text, &Item { letter: None, place: whole, body: place }, "the count", 0..=most)
    };
    let low = part(item.body.start..item.body.start + low.len())?;
    let high = part(end - high.len()..end)?;
    ordered(low, high, item.body.clone())
}

fn ordered(low: u32, high: u32, place: Range<usize>) -> Result<(u32, u32), NotationError> {
    match low <= high {
        true => Ok((low, high)),
        false => fault(place, format!("a range goes from the smaller count to the larger: {high}..{low}")),
    }
}

fn shape(text: &str, item: &Item) -> Result<Neighbourhood, NotationError> {
    match text[item.body.clone()].to_ascii_uppercase().as_str() {
        "M" => Ok(Neighbourhood::Moore),
        "N" => Ok(Neighbourhood::VonNeumann),
        _ => fault(
            item.place.clone(),
            "the neighbourhood is NM (Moore's square) or NN (von Neumann's diamond)",
        ),
    }
}

/// In order, those that touch as one.
fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut merged: Vec<(u32, u32)> = vec![];
    for (low, high) in ranges {
        match merged.last_mut() {
            Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}

/// The tightest description: of radius 1 it counts the eight neighbours, or the four.
pub(super) fn form(rule: LargerThanLife) -> Form {
    let neighbours = match rule.neighbourhood {
        _ if rule.radius > 1 => return Form::LargerThanLife(rule),
        Neighbourhood::Moore => Neighbours::Moore,
        Neighbourhood::VonNeumann if rule.states > 2 => return Form::LargerThanLife(rule),
        Neighbourhood::VonNeumann => Neighbours::VonNeumann,
    };
    let itself = u32::from(rule.middle);
    let mask = |state: u8, itself: u32| {
        (0..=neighbours.most()).map(|n| u16::from(rule.next(state, n + itself) == 1) << n).sum::<u16>()
    };
    let (born, survive) = (mask(0, 0), mask(1, itself));
    match rule.states {
        0..=2 => described(neighbours.table(OuterTotalistic { born, survive })),
        states => Form::Generations(Generations { born, survive, states }),
    }
}
