"""Where columns are not named, guesses are offered in the error, and never taken."""

import pytest

from tests.cli.running import refused

TARGET = "name the column of the labels by --target; its columns are "
PROBA = "name the columns of predictions by --proba or by --proba-prefix, one of them; its columns are "

GUESSES = [
    # header and rows, options, what is offered
    ("truth,cat,dog\ncat,.5,.5\n", [], TARGET + "'truth', 'cat', 'dog', of which 'truth' looks like labels and 'cat' looks like predictions."),
    ("y,p_a,p_b\na,.5,.5\n", [], TARGET + "'y', 'p_a', 'p_b', of which 'y' looks like labels and 'p_a', 'p_b' look like predictions."),
    ("u,v,w\na,.5,.5\n", [], TARGET + "'u', 'v', 'w'."),
    ("y\na\n", [], TARGET + "'y', of which 'y' looks like labels."),
    (" Y_True ,score\n0,.5\n", [], TARGET + "' Y_True ', 'score', of which ' Y_True ' looks like labels and 'score' looks like predictions."),
    ("y_true,label,a\na,b,1\n", [], TARGET + "'y_true', 'label', 'a', of which 'y_true', 'label' look like labels and 'a' looks like predictions."),
    ("truth,cat,dog\ncat,.5,.5\ndog,.5,.5\n", ["--target", "truth"], PROBA + "'truth', 'cat', 'dog', of which 'cat', 'dog' look like predictions."),
    ("y,proba_x,Prob_z,n\na,.5,.5,1\n", ["--target", "y"], PROBA + "'y', 'proba_x', 'Prob_z', 'n', of which 'proba_x', 'Prob_z' look like predictions."),
    ("y,u\na,.5\n", ["--target", "y"], PROBA + "'y', 'u'."),
    ("truth,cat,dog\ncat,.5,.5\n", ["--target", "thruth"], "has no column 'thruth'; its columns are 'truth', 'cat', 'dog'. Did you mean 'truth'?"),
    ("truth,cat,dog\ncat,.5,.5\n", ["--target", "Truth ", "--proba", "cat", "dog"], "has no column 'Truth '; its columns are 'truth', 'cat', 'dog'. Did you mean 'truth'?"),
    ("y," + ",".join(f"c{i}" for i in range(99)) + "\n" + 99 * "1," + "1\n", [], "'c48', ... (100 in all)"),
]  # fmt: skip


@pytest.mark.parametrize(("contents", "options", "offered"), GUESSES)
def test_guesses_are_offered_and_never_taken(folder, capsys, contents, options, offered):
    (folder / "c.csv").write_text(contents)
    told = refused(capsys, "evaluate", "c.csv", *options, "--json", "r.json")
    assert told.startswith("c.csv: ")
    assert offered in told
    assert not (folder / "r.json").exists()
