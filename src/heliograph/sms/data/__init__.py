"""The domain's tables as files that people can read and compare: one header line, one row a line, tabs between.

In: a file's name. Out: its rows. Each file is read by one module, which gives its columns types:
`errors.tsv` by `codes`, `smpp_status.tsv` by `command_status`, `smpp_message_state.tsv` by `message_state`.
Not here: what a row means, settings of an operator.
"""

from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the table `name`, in file order, each a value by column; an absent value is "".

    Raises ValueError for a row that has not exactly the header's columns.
    """
    header, *lines = files(__name__).joinpath(name).read_text("utf-8").splitlines()
    columns = header.split("\t")
    try:
        return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]
    except ValueError as error:
        raise ValueError(f"A row of {name} has not the columns {', '.join(columns)}.") from error
