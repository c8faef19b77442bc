"""PURE. Sentences: what they state, ask or agree to.

`sentences` cuts them, `read_sentences` takes values from them by `statements`,
`consent` hears a yes, `subject_matter` tells whether words concern a guarantee. May
import `fold`, `form`, `message`, `reading`, `values` and `words`.
"""
