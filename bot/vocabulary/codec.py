"""The codec: cards, files, forms and answers as JSON, for the rows that keep them."""

from pydantic import TypeAdapter

from bot.vocabulary.card import Card
from bot.vocabulary.effect import Answer, File

cards: TypeAdapter[Card] = TypeAdapter(Card)
files: TypeAdapter[File] = TypeAdapter(File)
answers: TypeAdapter[Answer | None] = TypeAdapter(Answer | None)
