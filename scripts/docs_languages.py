"""The documentation in English and Chinese: which pages are a pair, and what a reader of each language is shown."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.nav import Navigation, Section

CHINESE = "zh/"
HOME = {"en": "index.md", "zh": "zh/index.md"}
_NAMES = {"en": "English", "zh": "中文"}
# Sections of pages that are made once, and read in both languages.
_TITLES = {"Notebooks": "笔记本", "Reference": "参考", "Rules": "规则", "Background": "其他"}


def language_of(page: str) -> str:
    """`zh` for a page below zh/, else `en`; `page` is its path below docs/."""
    return "zh" if page.startswith(CHINESE) else "en"


def counterpart(page: str) -> str:
    """The same page in the other language: zh/faq.md for faq.md, and back."""
    return page[len(CHINESE) :] if language_of(page) == "zh" else CHINESE + page


def navigation(nav: Navigation, language: str) -> Navigation:
    """The sections in one language, then the pages that are there in one language only."""
    there = {page.file.src_uri for page in nav.pages}

    def shown(page: Any) -> bool:
        uri = page.file.src_uri
        return language_of(uri) == language or (language == "zh" and counterpart(uri) not in there)

    first, after = [], []
    for section in nav.items:
        pages = [page for page in section.children if shown(page)]
        if not pages:
            continue
        if language_of(pages[0].file.src_uri) == language:
            first.append(section)
        else:
            after.append(Section(_TITLES[section.title], pages))
    answer = Navigation([*first, *after], nav.pages)
    answer.homepage = next(page for page in nav.pages if page.file.src_uri == HOME[language])
    return answer


def alternates(nav: Navigation, page: str) -> list[dict[str, str]]:
    """What the choice of languages leads to from a page: itself and its pair, or the other language's first page."""
    urls = {p.file.src_uri: p.file.url for p in nav.pages}
    own, other = language_of(page), "en" if language_of(page) == "zh" else "zh"
    links = {own: urls.get(page, urls[HOME[own]]), other: urls.get(counterpart(page), urls[HOME[other]])}
    return [{"name": _NAMES[code], "link": links[code], "lang": code} for code in _NAMES]
