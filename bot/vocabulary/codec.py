"""The codec: cards, forms and answers as JSON, for the rows that keep them."""

from pydantic import TypeAdapter

from bot.vocabulary.card import Card
from bot.vocabulary.effect import Answer

cards: TypeAdapter[Card] = TypeAdapter(Card)
answers: TypeAdapter[Answer | None] = TypeAdapter(Answer | None)
