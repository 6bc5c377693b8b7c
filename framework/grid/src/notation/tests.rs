use super::*;
use proptest::prelude::*;
use quincunx_sdk::form::{Generations, LargerThanLife, MooreTable, Neighbourhood};

fn text_of(text: &str) -> String {
    canonical(&parse(text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

#[test]
fn every_usual_spelling_of_life() {
    let life = OuterTotalistic { born: 0b1000, survive: 0b1100 };
    for text in [
        "B3/S23",
        "b3/s23",
        "B3S23",
        "b3s23",
        "S23/B3",
        "s23b3",
        "23/3",
        " B3/S23 ",
        "B3/S32",
        "Life",
        "B3_S23",
        "B3/S2-3",
        "B3ceaiknjqry/S2aceikn3",
        "23/3/2",
        "B3/S23/C2",
        "R1,C0,M0,S2..3,B3..3,NM",
        "1,3,3,3,4",
        "R1,C2,M1,S3,4,B3,NM",
        "MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA",
    ] {
        assert_eq!(life_like(text), Ok(life), "{text}");
    }
    let counts = |text| life_like(text).unwrap();
    assert_eq!(counts("B2/S"), OuterTotalistic { born: 4, survive: 0 });
    assert_eq!(counts("/2"), OuterTotalistic { born: 4, survive: 0 });
    assert_eq!(counts("B/S"), OuterTotalistic { born: 0, survive: 0 });
    assert_eq!(counts("BS"), OuterTotalistic { born: 0, survive: 0 });
    assert_eq!(counts("B0/S8"), OuterTotalistic { born: 1, survive: 256 });
    assert_eq!(parse("Day and Night"), parse("B3678/S34678"));
    assert_eq!(life_like("conway's life"), Ok(life));
    assert_eq!(life_like("Conway's Game of Life"), Ok(life));
}

#[test]
fn notations_become_the_simplest_that_says_the_same() {
    let cases = [
        // From Golly's help, "Non-totalistic rules".
        ("B2nic/S", "B2cin/S"),
        ("B2ceikn/S", "B2-a/S"),
        ("B4-qjrtwz/S", "B4aceikny/S"),
        ("B2aceikn3/S", "B23/S"),
        ("B2-aceikn3/S", "B3/S"),
        ("b2-A/s12", "B2-a/S12"),
        ("12/2-a", "B2-a/S12"),
        ("B2cek3i_S12cei", "B2cek3i/S12cei"),
        ("B3/S2-i34q", "B3/S2-i34q"),
        ("B2/S013V", "B2/S013V"),
        ("013/2v", "B2/S013V"),
        ("b2s34h", "B2/S34H"),
        ("/2/3", "/2/3"),
        ("B2/S345/C4", "345/2/4"),
        ("B2/S345/4", "345/2/4"),
        ("S345/B2/g4", "345/2/4"),
        ("R1,C4,M0,S3..5,B2,NM", "345/2/4"),
        ("R1,C0,M1,S1..1,B1..1,NN", "B1/S0V"),
        ("R1,C3,M0,S1..1,B1..1,NN", "R1,C3,M0,S1..1,B1..1,NN"),
        ("5,34,45,34,58", "R5,C0,M1,S34..58,B34..45,NM"),
        ("r5,c2,m1,s34-58,b34-45,nm", "R5,C0,M1,S34..58,B34..45,NM"),
        ("R2,B4..5,2,7..8,S3,4,NN", "R2,C0,M0,S3..4,B2..2,4..5,7..8,NN"),
        ("R2,S1..3,B,NM", "R2,C0,M0,S1..3,B,NM"),
        ("w110", "W110"),
        ("W0", "B/S012345678"),
        ("MAPAAAAAA", "B/S"),
        ("Just Friends", "B2-a/S12"),
        ("brian's brain", "/2/3"),
        ("Bosco's rule", "R5,C0,M1,S34..58,B34..45,NM"),
    ];
    for (text, expected) in cases {
        assert_eq!(text_of(text), expected, "{text}");
    }
}

#[test]
fn named_rules_are_in_canonical_notation_and_told_apart() {
    let mut names = std::collections::HashSet::new();
    for named in NAMED {
        assert_eq!(text_of(named.name), named.rule, "{}", named.name);
        assert!(!named.about.is_empty());
        assert!(names.insert(named.name.to_lowercase().replace(' ', "")), "{}", named.name);
    }
    assert!(NAMED.len() > 90);
}

#[test]
fn counts_of_fewer_neighbours_are_where_golly_has_them() {
    let Ok(Form::MooreTable(hexagonal)) = parse("B1/SH") else { panic!() };
    let of = |places: &[u16]| places.iter().all(|n| hexagonal.next(1 << n));
    assert!(of(&[0, 1, 3, 5, 7, 8]) && !hexagonal.next(1 << 2) && !hexagonal.next(1 << 6));
    let Ok(Form::MooreTable(four)) = parse("B1/SV") else { panic!() };
    assert!([1, 3, 5, 7].iter().all(|n| four.next(1 << n)) && !four.next(1));
}

#[test]
fn larger_than_life_in_full() {
    let rule = LargerThanLife {
        radius: 10,
        states: 255,
        middle: true,
        born: vec![(3, 3)],
        survive: vec![(2, 3)],
        neighbourhood: Neighbourhood::Moore,
    };
    assert_eq!(parse("ModernArt"), Ok(Form::LargerThanLife(rule)));
    let slow = Form::Generations(Generations { born: 4, survive: 0b111000, states: 4 });
    assert_eq!(parse("Star Wars"), Ok(slow));
}

#[test]
fn errors_point_into_the_text() {
    let cases = [
        ("B39/S23", "9", "eight neighbours"),
        ("B33/S23", "3", "given twice"),
        ("B3/S2x", "x", "no part"),
        ("B3/B4", "B4", "half of the rule"),
        ("23", "23", "births are missing"),
        ("B3/S23:T64", ":T64", "`size: (64, 64)` and `topology: Torus`"),
        ("B3/S23:T64,x", "x", "a size in cells"),
        ("B3/S23:P64,32", ":P64,32", "`size: (64, 32)` and `topology: Dead`"),
        (" HihgLife", "HihgLife", "did you mean `HighLife`?"),
        ("", "", "expected a rule"),
        ("S23/3", "3", "expected `B` or `S`"),
        ("B3é", "é", "no part"),
        ("345/2/1", "1", "2 to 256"),
        ("345/2/257", "257", "2 to 256"),
        ("345/2/", "", "2 to 256"),
        ("345/2/+4", "+4", "2 to 256"),
        ("345/2/4/5", "5", "no more"),
        ("B2/S345/C4/C5", "C5", "no more"),
        ("B2-a/S12/3", "3", "count all eight neighbours"),
        ("B2/S34/3H", "3", "count all eight neighbours"),
        ("B2/S015V", "5", "four neighbours"),
        ("B2/S37H", "7", "six neighbours"),
        ("B2a/S34H", "a", "eight neighbours are arranged"),
        ("B2H/S34", "H", "ends the rule"),
        ("B2x/S12", "x", "no part"),
        ("B2z/S12", "z", "their letters are aceikn"),
        ("B0c/S12", "c", "one arrangement"),
        ("B8-c/S12", "c", "one arrangement"),
        ("Bc2/S12", "Bc2/S12", "expected a rule"),
        ("B3c2/Sc", "c", "after a count"),
        ("B-a/S12", "B-a/S12", "expected a rule"),
        ("B2/S-a", "-", "takes away"),
        ("B2c2e/S", "2", "given twice"),
        ("W135", "135", "W30 does the same"),
        ("W111", "111", "one after the other"),
        ("W1", "1", "where all are dead"),
        ("W256", "256", "0 to 254"),
        ("W11x", "x", "no digit"),
        ("MAP", "", "86 letters"),
        ("MAPARYX?h", "?", "base64"),
        ("MAPARYXfhZ", "ARYXfhZ", "86 letters"),
        ("MAPARYXfh/3", "/3", "two states"),
        ("R0,C0,M1,S34..58,B34..45,NM", "0", "from 1 to 500"),
        ("R501,C0,M1,S34..58,B34..45,NM", "501", "from 1 to 500"),
        ("R5,C257,M1,S34..58,B34..45,NM", "257", "from 0 to 256"),
        ("R5,C0,M2,S34..58,B34..45,NM", "2", "from 0 to 1"),
        ("R5,C0,M1,S58..34,B34..45,NM", "58..34", "34..58"),
        ("R5,C0,M1,S34..122,B34..45,NM", "122", "from 0 to 121"),
        ("R5,C0,M1,S34..62,B34..45,NN", "62", "from 0 to 61"),
        ("R5,C0,M1,S34..58,B34..45,NC", "NC", "NM (Moore's square)"),
        ("R5,C0,M1,S34..58,NM", "R5,C0,M1,S34..58,NM", "births B are missing"),
        ("R5,C0,M1,B34..58,NM", "R5,C0,M1,B34..58,NM", "survivals S are missing"),
        ("R5,C0,M1,S34..58,B34..45,B3", "B3", "given twice"),
        ("R5,4,M1,S34..58,B34..45", "4", "expected R, C, M"),
        ("R5,X1,M1,S34..58,B34..45", "X1", "expected R, C, M"),
        ("R5,,S34..58,B34..45", "", "expected R, C, M"),
        ("R5,S34..,B34..45", "S34..", "the count is a number"),
        ("R5,S34...58,B34..45", ".58", "the count is a number"),
        ("5,34,45,34", "5,34,45,34", "four numbers"),
        ("5,45,34,34,58", "45,34", "34..45"),
        ("5,34,45,34,580", "580", "from 0 to 121"),
    ];
    let mut wrong = vec![];
    for (text, at, message) in cases {
        let error = parse(text).expect_err(text);
        if &text[error.offset.clone()] != at || !error.message.contains(message) {
            wrong.push(format!("{text}: at `{}`: {}", &text[error.offset.clone()], error.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn round_trip(form: &Form) -> Result<(), TestCaseError> {
    let text = canonical(form);
    prop_assert_eq!(&parse(&text), &Ok(form.clone()), "{}", text);
    Ok(())
}

/// Texts that are rules, and such as are nearly.
fn nearly() -> impl Strategy<Value = String> {
    let valid = prop::sample::select(
        NAMED
            .iter()
            .map(|named| named.rule)
            .chain(["B2/S34H", "MAPARYXfh", "B2/S345/C4", "B3/S23:K30*+1,20"])
            .collect::<Vec<_>>(),
    );
    let letters =
        prop::sample::select("0123456789BSRCMNVHW/_-,.:*+ceaiknjqrytwz é=∞".chars().collect::<Vec<_>>());
    (valid, prop::collection::vec((any::<prop::sample::Index>(), letters, 0..3), 0..4)).prop_map(
        |(text, edits)| {
            let mut text: Vec<char> = text.chars().collect();
            for (at, letter, kind) in edits {
                let at = at.index(text.len() + 1);
                match kind {
                    0 => text.insert(at, letter),
                    1 if at < text.len() => _ = text.remove(at),
                    _ if at < text.len() => text[at] = letter,
                    _ => {}
                }
            }
            text.into_iter().collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn canonical_reads_back(
        (born, survive, states) in (0u16..512, 0u16..512, 2u16..=256),
        words in any::<[u64; 8]>(),
        number in 0u8..128,
        (radius, middle, diamond, slow) in (1u16..12, any::<bool>(), any::<bool>(), 0u16..6),
        counts in prop::collection::vec((0u32..60, 0u32..20), 0..4),
    ) {
        round_trip(&Form::OuterTotalistic(OuterTotalistic { born, survive }))?;
        for table in [
            MooreTable::from_fn(|rows| {
                let n = (0..).zip(rows.as_flattened()).map(|(i, cell)| usize::from(*cell) << i).sum::<usize>();
                words[n / 64] >> (n % 64) & 1 == 1
            }),
            neighbours::Neighbours::Hexagonal.table(OuterTotalistic { born: born & 127, survive: survive & 127 }),
            neighbours::Neighbours::VonNeumann.table(OuterTotalistic { born: born & 31, survive: survive & 31 }),
            elementary::table(2 * number),
        ] {
            round_trip(&table::described(table))?;
        }
        if states > 2 {
            round_trip(&Form::Generations(Generations { born, survive, states }))?;
        }
        let neighbourhood = if diamond { Neighbourhood::VonNeumann } else { Neighbourhood::Moore };
        let most = neighbourhood.cells(radius) as u32;
        let ranges = counts.iter().map(|(low, more)| format!("{}..{}", low % most, (low % most + more).min(most)));
        let (letter, middle) = (if diamond { 'N' } else { 'M' }, u8::from(middle));
        let ranges = ranges.collect::<Vec<_>>().join(",");
        let text = format!("R{radius},C{slow},M{middle},S{ranges},B{ranges},N{letter}");
        round_trip(&parse(&text).unwrap())?;
    }

    #[test]
    fn any_text_is_a_rule_or_an_error_with_its_place(text in prop_oneof![nearly(), "\\PC{0,40}", "[BS0-9/,.:RMAPW-]{0,20}"]) {
        match parse(&text) {
            Ok(form) => round_trip(&form)?,
            Err(error) => {
                prop_assert!(text.get(error.offset.clone()).is_some(), "{:?}", error.offset);
                prop_assert!(!error.message.is_empty());
            }
        }
        let _ = split_suffix(&text);
    }

    #[test]
    fn bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.offset).is_some());
        }
    }
}
