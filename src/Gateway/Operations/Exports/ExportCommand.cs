using System.Text;
using PhStudio.Messaging.Gateway.Hosting.Commands;

namespace PhStudio.Messaging.Gateway.Operations.Exports;

/// <summary>The command line of exports: <c>export bookings|messages|audit|all</c>.</summary>
internal static class ExportCommand
{
    private const int Step = 5000;

    private const string Usage = $"""
        export bookings [--csv] [--from WHEN] [--to WHEN] [--folder FOLDER]
        export messages | audit [--from WHEN] [--to WHEN] [--folder FOLDER]
        export all --folder FOLDER [--from WHEN] [--to WHEN]
            writes them newest first, a line of JSON for each, to standard output, or into bookings.jsonl, messages.jsonl and audit.jsonl of a folder.
            --csv         bookings as a table for a spreadsheet (bookings.csv); all has both.
            --from, --to  when they came: a day such as 2026-12-24, in the studio's time zone and included, or a moment such as 2026-12-24T10:00:00Z.
            --folder      where the files go; it is made where it is missing. Only their owner may read them: they hold names and numbers.
            How far it is goes to standard error. {GatewayClient.Help}
        """;

    private static readonly Dictionary<string, (string Path, string Member)> Lists = new(StringComparer.Ordinal)
    {
        ["bookings"] = ("bookings", "bookings"),
        ["messages"] = ("messages", "messages"),
        ["audit"] = ("audit", "records"),
    };

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <param name="output">Where the entries go without a folder.</param>
    /// <param name="errors">Where progress and problems are printed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ends: <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? settings, Stream output, TextWriter errors, CancellationToken cancellationToken = default) =>
        CommandReport.RunAsync(arguments, Usage, new StreamWriter(output, leaveOpen: true) { AutoFlush = true }, errors, async () =>
        {
            var what = arguments.ElementAtOrDefault(1);
            if (what is null || (what != "all" && !Lists.ContainsKey(what)))
            {
                throw new CommandException(ExitCode.WrongUse, $"export must be followed by one of {string.Join(", ", Lists.Keys)}, all.");
            }

            var options = CommandArguments.Read([.. arguments.Skip(2)], ["from", "to", "folder"], what == "bookings" ? ["csv"] : []);
            if (what == "all" && options["folder"] is null)
            {
                throw new CommandException(ExitCode.WrongUse, "export all needs --folder: each list is a file of its own.");
            }

            using var gateway = GatewayClient.Of(settings);
            var filters = options.Filters("from", "to");
            foreach (var list in what == "all" ? [.. Lists.Keys] : new[] { what })
            {
                if (what == "all" || !options.Has("csv"))
                {
                    await IntoAsync(options["folder"], $"{list}.jsonl", output, errors, target => LinesAsync(gateway, list, filters, target, errors, cancellationToken));
                }

                if (list == "bookings" && (what == "all" || options.Has("csv")))
                {
                    await IntoAsync(options["folder"], "bookings.csv", output, errors, async target => await (await gateway.ReadAsync("bookings.csv", filters, "text/csv", cancellationToken)).CopyToAsync(target, cancellationToken));
                }
            }
        });

    private static async Task LinesAsync(GatewayClient gateway, string list, IReadOnlyDictionary<string, string> filters, Stream target, TextWriter errors, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var count = 0;
        await foreach (var entry in gateway.EntriesAsync(Lists[list].Path, filters, Lists[list].Member, cancellationToken))
        {
            await writer.WriteLineAsync(entry.GetRawText());
            if (++count % Step == 0)
            {
                await errors.WriteLineAsync($"{list}: {count} so far");
            }
        }

        await errors.WriteLineAsync($"{list}: {count}");
    }

    private static async Task IntoAsync(string? folder, string name, Stream output, TextWriter errors, Func<Stream, Task> write)
    {
        if (folder is null)
        {
            await write(output);
            return;
        }

        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        await OwnersFile.WriteAsync(file, write);
        await errors.WriteLineAsync($"Written: {file}");
    }
}
