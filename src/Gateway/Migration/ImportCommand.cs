using System.Text.Json.Nodes;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The command line for a move from the system before this one: <c>import bookings FILE</c> imports its open bookings, so that the cards in the chat decide them. It may be run any number of times: the same booking is imported once.</summary>
internal static class ImportCommand
{
    private const string Usage = """
        import bookings FILE [--ask]
            makes the open bookings of the system before this one known to the running Gateway at GATEWAY_URL (default http://localhost:5080), with the key of GATEWAY_API_KEY, which must have the role book.
            FILE is a table (comma or semicolon, the first line names the fields), a JSON array, or one JSON object a line, with the fields of POST /bookings.
            A date that is a moment with an offset counts as the day that it is in STUDIO_TIME_ZONE (default Europe/Moscow).
            card_message_id (or message_id) is Telegram's number of the card that hangs in the chat: it is edited at the decision. card_chat_id (or chat_id) is its chat.
            It may be run again as often as wanted: what is known already changes nothing.
            Staff are not asked again, for the cards of before decide (LEGACY_BUTTONS=true); with --ask they are, by new cards.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <param name="output">A line for each booking that was refused, and the count.</param>
    /// <param name="errors">Where problems are printed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ends: <see cref="ExitCode"/>; 1 also where a booking was refused.</returns>
    public static async Task<int> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken = default)
    {
        var refused = 0;
        var code = await CommandReport.RunAsync(arguments, Usage, output, errors, async () =>
        {
            if (arguments is not ["import", "bookings", { Length: > 0 } file, .. ([] or ["--ask"])])
            {
                throw new CommandException(ExitCode.WrongUse, Usage);
            }

            var bookings = Read(file, ZoneOf(settings));
            using var gateway = GatewayClient.Of(settings, "book");
            refused = await HandOverAsync(bookings, arguments[^1] == "--ask", gateway, output, cancellationToken);
        });
        return code == ExitCode.Right && refused > 0 ? ExitCode.Wrong : code;
    }

    private static TimeZoneInfo ZoneOf(IReadOnlyDictionary<string, string?>? settings)
    {
        var builder = CommandHost.NewBuilder(settings);
        var zone = builder.StudioTimeZone();
        return builder.Settings().Problems is { Count: > 0 } problems ? throw new CommandException(ExitCode.WrongUse, string.Join('\n', problems)) : TimeZoneInfo.FindSystemTimeZoneById(zone);
    }

    private static IReadOnlyList<ImportedBooking> Read(string file, TimeZoneInfo zone)
    {
        try
        {
            return ImportedBookings.Read(Utf8File.Read(file), zone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandException(ExitCode.WrongUse, $"{file}: {e.Message}");
        }
    }

    // How many were refused.
    private static async Task<int> HandOverAsync(IReadOnlyList<ImportedBooking> bookings, bool asks, GatewayClient gateway, TextWriter output, CancellationToken cancellationToken)
    {
        var (known, refused) = (0, 0);
        foreach (var (line, booking, unreadable) in bookings)
        {
            if (booking is null)
            {
                refused++;
                await output.WriteLineAsync(SafeText.Escape($"WRONG  {line}: {unreadable}"));
                continue;
            }

            string? wrong;
            try
            {
                wrong = await gateway.PostAsync("bookings", Prepared(booking, asks), cancellationToken);
            }
            catch (CommandException e)
            {
                throw new CommandException(e.ExitCode, $"{e.Message}\n{known} of {bookings.Count} bookings are known. It stopped at {line}: {Name(booking)}. Run it again: what is known already changes nothing.");
            }

            if (wrong is null)
            {
                known++;
                continue;
            }

            refused++;
            await output.WriteLineAsync(SafeText.Escape($"WRONG  {line}: {Name(booking)}: {wrong}"));
        }

        await output.WriteLineAsync($"{known} of {bookings.Count} bookings are known.{(refused == 0 ? "" : " Mend the others in the file and run it again: what is known already changes nothing.")}");
        return refused;
    }

    private static JsonObject Prepared(JsonObject booking, bool asks)
    {
        if (!asks)
        {
            booking["asked"] = true;
        }
        else
        {
            booking.Remove("card_message_id");
            booking.Remove("card_chat_id");
        }

        booking["allow_past"] = true;
        return booking;
    }

    private static string Name(JsonObject booking) => SafeText.Escape($"booking {booking["id"]?.ToString() ?? "without an id"}");
}
