"""Derives chinese.txt and english.txt: the word frequencies that the bench's corpus is drawn from.

    python derive.py

jieba-rs keeps its dictionary to itself, so this takes the file out of the crate that Cargo.lock names; the English words are
counted in the English write-ups of corpus/. The same sources give the same bytes. Standard library only.
"""

import collections
import json
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).parent
WORKSPACE = HERE.parents[4]
CHINESE_WORDS = 50_000


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def chinese():
    # For this platform alone, or cargo downloads what others need.
    host = output("rustc", "--print", "host-tuple").strip()
    manifest = str(WORKSPACE / "Cargo.toml")
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", host, "--manifest-path", manifest]
    packages = json.loads(output(*command))["packages"]
    crate = next(package for package in packages if package["name"] == "jieba-rs")
    dictionary = pathlib.Path(crate["manifest_path"]).parent / "src/data/dict.txt"
    words = {}
    for line in dictionary.read_text("utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        if all("\u4e00" <= c <= "\u9fff" for c in word):
            words[word] = int(frequency)
    source = f"the {CHINESE_WORDS} most frequent Han words of jieba-rs {crate['version']}, src/data/dict.txt; MIT licence, see LICENSE.chinese"
    return source, dict(sorted(words.items(), key=lambda item: (-item[1], item[0]))[:CHINESE_WORDS])


def english():
    words = collections.Counter()
    for path in sorted((WORKSPACE / "corpus").glob("*.md")):
        text = path.read_text("utf-8")
        if path.name.endswith(".en.md") or "\nlang: en\n" in text:
            _, front_matter, body = text.split("---\n", 2)
            told = re.findall(r"^(?:title|summary): (.*)$", front_matter, re.MULTILINE)
            found = re.findall(r"[a-z]+", " ".join([*told, body]).lower())
            words.update(word for word in found if len(word) > 1 or word == "a")
    return "words of the English write-ups of corpus/; licence of this project", words


def write(name, source, words):
    by_frequency = collections.defaultdict(list)
    for word, frequency in words.items():
        by_frequency[frequency].append(word)
    lines = [f"# {source}. Made by derive.py: a frequency, then its words.\n"]
    lines += [" ".join([str(f), *sorted(by_frequency[f])]) + "\n" for f in sorted(by_frequency, reverse=True)]
    (HERE / name).write_text("".join(lines), "utf-8")


write("chinese.txt", *chinese())
write("english.txt", *english())
