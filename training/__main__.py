"""`python -m training train | export | evaluate`: the recipe's commands."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Train, export and evaluate the language pipeline.")
Data = Annotated[Path, typer.Argument(help="The folder with the training data.", exists=True, file_okay=False)]
Out = Annotated[Path, typer.Option(help="Where checkpoints and results go.")]


@app.callback()
def main() -> None:
    pass


@app.command()
def train(
    data: Data,
    out: Out = Path("training/out"),
    steps: Annotated[int | None, typer.Option(help="As training/train.py has it unless told.")] = None,
    seed: Annotated[int | None, typer.Option(help="As training/train.py has it unless told.")] = None,
    threads: int = 2,
    every: Annotated[int, typer.Option(help="Steps between checkpoints.")] = 500,
) -> None:
    """Train, or go on with a training that was interrupted."""
    from training.train import Settings
    from training.train import train as run

    told = {name: value for name, value in (("steps", steps), ("seed", seed)) if value is not None}
    run(data, out, Settings(**told), threads, every)


@app.command()
def export(trained: Annotated[Path, typer.Argument(help="What a training left.", exists=True)], out: Out = Path("training/model")) -> None:
    """Write a trained model as the files of kgraph/model."""
    from training.export import export as run

    run(trained, out)


@app.command()
def evaluate(
    data: Data,
    model: Annotated[Path | None, typer.Option(help="A folder that export wrote; the shipped model unless told.")] = None,
    precise: Annotated[bool, typer.Option("--fp32", help="The weights before they were made int8.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Score the pipeline from raw text."""
    from training.evaluate import evaluate as run

    scores = run(data, model, precise)
    if as_json:
        print(json.dumps(scores, indent=1))
        return
    for name, values in scores.items():
        print(f"{name}: " + ", ".join(f"{key} {value:.1f}" for key, value in values.items()))


if __name__ == "__main__":
    app()
