//! Counts beside what was expected.

use crate::everything::whole;
use crate::page::*;

#[test]
fn bars_show_the_last_counts_beside_what_was_expected() {
    let page = whole();
    let bars = under(&page, "counts");
    assert_eq!(bars.matches("<tr><th scope=\"row\">").count(), 4);
    assert!(
        bars.contains("block &lt;x&gt;")
            && bars.contains("<td>747</td><td>750</td>")
            && bars.contains("<td>−0.22 σ</td>"),
        "{bars}"
    );
    // The widest is what is expected with its error: 750 + 1.96 × 13.693.
    assert!(
        bars.contains("<b style=\"width:96.159%\"></b>") && bars.contains("<u style=\"left:96.545%\"></u>"),
        "{bars}"
    );
    assert!(
        bars.contains("<td>0</td><td>0</td><td class=\"off\"></td><td>–</td>")
            && bars.contains("Counts of atoms at time 0.2.")
    );
    assert!(page.contains("<p class=\"remark\">“ou”: 3 of 2000 paths were lost, the first at step 81.</p>"));
}
