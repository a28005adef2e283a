"""Evaluates anli on the judged questions over the corpus, beside plain BM25, and prints a table in Markdown.

    tests/relevance/run

Rows: the questions of each language over the whole corpus, over the write-ups in their own language alone, and over those in the other
language alone. With ANLI_COLLECTIONS set to a folder of development collections (`corpus.jsonl`, `queries.tsv`, `qrels.txt`,
`meta.json` each), those follow.
"""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import ir_measures
import jieba
import yaml
from ir_measures import RR, R, nDCG

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ANLI = ROOT / "target/release/anli"
MEASURES = [nDCG @ 10, RR @ 10, R @ 100]
LANGS = ["zh", "en"]


def cases():
    """Every case as a line of a corpus, with its write-ups by language."""
    for path in sorted((ROOT / "corpus").glob("*.md")):
        if path.name.count(".") > 1 or path.name == "README.md":
            continue
        meta, body = read(path)
        writeups = {meta["lang"]: (meta, body)}
        for lang in LANGS:
            other = path.with_name(f"{path.stem}.{lang}.md")
            if other.exists():
                writeups[lang] = read(other)
        yield path.stem, meta, writeups


def read(path):
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.load(front, Loader=yaml.BaseLoader), body


def line(case, meta, writeup, lang):
    """The case with that write-up alone. Sources stay, for footnotes; links to other cases do not."""
    own, body = writeup
    kept = {key: value for key, value in meta.items() if key not in ("related", "aliases")}
    kept.update(id=case, lang=lang, title=own["title"], body=body)
    if "summary" in own:
        kept["summary"] = own["summary"]
    return kept


def anli(*arguments):
    done = subprocess.run([ANLI, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(f"anli {' '.join(map(str, arguments))}: {done.stderr}")


def rank(corpus, questions, folder, command="search"):
    """The ranking of the questions over a corpus."""
    index, batch, run = folder / "index", folder / "questions.tsv", folder / "run.txt"
    anli("index", "--corpus", corpus, "--index", index)
    batch.write_text("".join(f"{id}\t{text}\n" for id, text in questions), encoding="utf-8")
    anli(command, "--index", index, "--batch", batch, "--run", run)
    return list(ir_measures.read_trec_run(str(run)))


def tokens(text):
    return [word for word in jieba.cut_for_search(text.lower()) if re.search(r"\w", word)]


def bm25(texts, questions, k1=1.2, b=0.75):
    """Plain BM25 over jieba's words, for comparison."""
    ids = list(texts)
    counts = [Counter(tokens(texts[id])) for id in ids]
    lengths = [sum(count.values()) for count in counts]
    average = sum(lengths) / len(lengths)
    found = Counter(word for count in counts for word in count)
    ranked = []
    for question, text in questions:
        scores = Counter()
        for word in tokens(text):
            idf = math.log(1 + (len(ids) - found[word] + 0.5) / (found[word] + 0.5))
            for at, count in enumerate(counts):
                if word in count:
                    frequency = count[word]
                    scores[ids[at]] += idf * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * lengths[at] / average))
        ranked += [ir_measures.ScoredDoc(question, id, score) for id, score in scores.most_common(100)]
    return ranked


def values(qrels, run, questions):
    """The means over the questions; one without a ranking counts 0."""
    asked = {id for id, _ in questions}
    return ir_measures.calc_aggregate(MEASURES, [q for q in qrels if q.query_id in asked], run)


def own_questions():
    qrels = list(ir_measures.read_trec_qrels(str(HERE / "qrels.txt")))
    questions = {lang: [] for lang in LANGS}
    for row in (HERE / "questions.tsv").read_text(encoding="utf-8").splitlines():
        id, lang, _, text, _ = row.split("\t")
        questions[lang].append((id, text))
    found = list(cases())
    texts = {lang: {} for lang in [*LANGS, "both"]}
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        corpora = {"both": ROOT / "corpus"}
        for lang in LANGS:
            corpora[lang] = Path(temporary) / f"{lang}.jsonl"
            lines = [line(case, meta, writeups[lang], lang) for case, meta, writeups in found if lang in writeups]
            corpora[lang].write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in lines), encoding="utf-8")
        for case, _, writeups in found:
            for lang, (own, body) in writeups.items():
                texts[lang][case] = f"{own['title']}\n{own.get('summary', '')}\n{body}"
            texts["both"][case] = "\n".join(texts[lang][case] for lang in writeups)
        for lang in LANGS:
            other = LANGS[1 - LANGS.index(lang)]
            for over, name in [("both", "both"), (lang, "own alone"), (other, "other alone")]:
                folder = Path(temporary) / f"{lang}-{over}"
                folder.mkdir()
                ours = values(qrels, rank(corpora[over], questions[lang], folder), questions[lang])
                plain = values(qrels, bm25(texts[over], questions[lang]), questions[lang])
                rows.append((lang, name, len(questions[lang]), ours, plain))
    return rows


def collections(folder):
    for task in sorted(path for path in folder.iterdir() if (path / "meta.json").exists()):
        corpus = task / "corpus.jsonl"
        start = corpus.read_text(encoding="utf-8")[:200]
        # A copy without links has the name of the file it stands for.
        if not start.lstrip().startswith("{"):
            corpus = task / start.strip()
        kind = json.loads((task / "meta.json").read_text(encoding="utf-8"))["kind"]
        questions = [row.split("\t", 1) for row in (task / "queries.tsv").read_text(encoding="utf-8").splitlines()]
        qrels = list(ir_measures.read_trec_qrels(str(task / "qrels.txt")))
        with tempfile.TemporaryDirectory() as temporary:
            run = rank(corpus, questions, Path(temporary), "similar" if kind == "similar" else "search")
        if kind == "similar":
            run = [found for found in run if found.query_id != found.doc_id]
        yield task.name, len({q.query_id for q in qrels}), ir_measures.calc_aggregate(MEASURES, qrels, run)


def main():
    jieba.setLogLevel("ERROR")
    shown = lambda means: " | ".join(f"{means[measure]:.3f}" for measure in MEASURES)
    print(f"{date.today().isoformat()}, questions of {HERE.name}/questions.tsv\n")
    print("| questions | write-ups | number | nDCG@10 | RR@10 | R@100 | BM25 nDCG@10 | RR@10 | R@100 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for lang, over, number, ours, plain in own_questions():
        print(f"| {lang} | {over} | {number} | {shown(ours)} | {shown(plain)} |", flush=True)
    folder = os.environ.get("ANLI_COLLECTIONS")
    if not folder:
        print("\nThe development collections are not part of the project; ANLI_COLLECTIONS names a folder that has them.")
        return
    print("\n| collection | questions | nDCG@10 | RR@10 | R@100 |")
    print("|---|---|---|---|---|")
    for task, number, means in collections(Path(folder)):
        print(f"| {task} | {number} | {shown(means)} |", flush=True)


main()
