"""The command: `handbook`, and `python -m handbook` where its script is not in the path.

In: the command line. Out: an exit code. Nothing of handbook is loaded before somebody stands ready to say
what stopped it: an impatient Ctrl-C, a working folder that is no more, too little memory.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    try:
        os.getcwd()
        from handbook.cli import main as command

        command(prog_name="handbook")
    except KeyboardInterrupt:
        stopped = "中断しました。"
    except FileNotFoundError:
        stopped = "今いるフォルダーがなくなっています。ほかのフォルダーに移ってから、打ち直してください。"
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and "failed to map" not in str(error):
            raise
        stopped = "メモリーが足りず、始められません。ほかのソフトを閉じてから、打ち直してください。"
    sys.stderr.write(f"{stopped}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
