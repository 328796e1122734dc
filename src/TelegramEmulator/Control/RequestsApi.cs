using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Requests;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>What the bot did: counts, rates, duplicates.</summary>
internal static class RequestsApi
{
    public static void MapRequests(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapGet("/requests", () => Summary(core));
        control.MapGet("/requests/sends", () => core.Requests.Sends.Select(sent => new SendView(sent.At, sent.ChatId, sent.MessageId)));
        control.MapGet("/requests/edits", () => core.Requests.Edits.Select(edit => new SendView(edit.At, edit.ChatId, edit.MessageId)));
        control.MapDelete("/requests", () =>
        {
            core.Requests.Reset();
            return TypedResults.NoContent();
        });
    }

    private static RequestsView Summary(EmulatorCore core)
    {
        var sends = core.Requests.Sends;
        return new RequestsView(
            core.Requests.Counts.Sum(count => count.Count),
            core.Requests.Counts.GroupBy(count => count.Method).OrderBy(method => method.Key).ToDictionary(
                method => method.Key,
                method => (IReadOnlyDictionary<string, long>)method.OrderBy(count => count.Status).ToDictionary(count => count.Status == 0 ? "cut" : count.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), count => count.Count)),
            core.Polling.Waiting,
            sends.Count,
            SendRates.Peak(sends.Select(sent => sent.At), TimeSpan.FromSeconds(1)),
            sends.GroupBy(sent => sent.ChatId).Select(chat => SendRates.Peak(chat.Select(sent => sent.At), TimeSpan.FromSeconds(60))).DefaultIfEmpty().Max(),
            [.. sends.GroupBy(sent => (sent.ChatId, sent.TextHash)).Where(same => same.Count() > 1).Take(100).Select(same => new DuplicateView(same.Key.ChatId, [.. same.Select(sent => sent.MessageId).Take(10)]))]);
    }
}

/// <param name="Total">All calls.</param>
/// <param name="Methods">Method, then HTTP status (or <c>cut</c>), then how often.</param>
/// <param name="WaitingPolls">How many <c>getUpdates</c> wait just now.</param>
/// <param name="AcceptedSends">How many messages were accepted.</param>
/// <param name="PeakPerSecond">The most accepted in any one second, over all chats.</param>
/// <param name="PeakPerMinuteInOneChat">The most accepted in any 60 s in one chat.</param>
/// <param name="SameTextInSameChat">Messages with the same text in the same chat: duplicates, unless they were meant.</param>
internal sealed record RequestsView(
    long Total, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Methods, int WaitingPolls, int AcceptedSends, int PeakPerSecond, int PeakPerMinuteInOneChat, IReadOnlyList<DuplicateView> SameTextInSameChat);

internal sealed record DuplicateView(long ChatId, IReadOnlyList<int> MessageIds);

internal sealed record SendView(DateTimeOffset At, long ChatId, int MessageId);
