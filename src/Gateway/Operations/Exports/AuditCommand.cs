using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.Gateway.Operations.Exports;

/// <summary>The command line of the operators' audit: <c>audit</c>.</summary>
internal static class AuditCommand
{
    private const string Usage = $"""
        audit [--from WHEN] [--to WHEN] [--key NAME] [--target ID] [--json]
            prints who changed what over HTTP, newest first: when, by which key, the call, what it was about, what was and what is.
            --from, --to  a day such as 2026-12-24, in the studio's time zone and included, or a moment such as 2026-12-24T10:00:00Z.
            --key         only what this key did.
            --target      only what was about this booking, message, chat or queue.
            --json        a line of JSON for each, as GET /audit answers them.
            {GatewayClient.Help}
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <param name="output">Where the records go.</param>
    /// <param name="errors">Where problems are printed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ends: <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken = default) =>
        CommandReport.RunAsync(arguments, Usage, output, errors, async () =>
        {
            var options = CommandArguments.Read([.. arguments.Skip(1)], ["from", "to", "key", "target"], ["json"]);
            using var gateway = GatewayClient.Of(settings);
            var count = 0;
            await foreach (var record in gateway.EntriesAsync("audit", options.Filters("from", "to", "key", "target"), "records", cancellationToken))
            {
                count++;
                await output.WriteLineAsync(options.Has("json") ? record.GetRawText() : Line(record));
            }

            if (count == 0)
            {
                await errors.WriteLineAsync("There is no such record.");
            }
        });

    private static string Line(JsonElement record)
    {
        var at = record.GetProperty("at").GetDateTimeOffset();
        var change = (Text(record, "before"), Text(record, "after")) switch
        {
            (null, null) => "",
            (null, var after) => $"  {after}",
            (var before, var after) => $"  {before} -> {after ?? "nothing"}",
        };
        return $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {Text(record, "key")}  {Text(record, "what")}  {Text(record, "target") ?? "-"}{change}";
    }

    // In one line and in its own order, whatever an id holds.
    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.GetString() is { } text ? SafeText.Escape(text) : null;
}
