"""The images API that existing clients speak: its requests, answers, events and errors.

Its shapes are those of OpenAI's API (`/v1/images/…`), as published in its OpenAPI document, with
every enabled model behind them. What Limner adds, clients ignore: `warnings` in answers.
"""
