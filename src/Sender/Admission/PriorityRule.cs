using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The settings of each priority. A priority without a row does not compile.</summary>
/// <param name="Horizon">
/// How far ahead of now the bot's next free moment may lie for a message to take it. The more urgent, the further: the urgent take each
/// moment before the others may ask for it, in whatever process they are.
/// </param>
/// <param name="MaxWait">After how long without a request it gets one before all others, so that none starves.</param>
/// <param name="IsUrgent">True for what never waits behind the others, and may use the connections that are kept free.</param>
/// <param name="IsSentAgain">True where a message with an unknown outcome is sent again automatically: it may then be there twice (docs/telegram.md 22).</param>
public sealed record PriorityRule(TimeSpan Horizon, TimeSpan MaxWait, bool IsUrgent, bool IsSentAgain)
{
    private static readonly Dictionary<Priority, PriorityRule> Rules = Enum.GetValues<Priority>().ToDictionary(priority => priority, Row);

    public static IReadOnlyList<Priority> MostUrgentFirst { get; } = [.. Enum.GetValues<Priority>().OrderDescending()];

    public static PriorityRule Of(Priority priority) => Rules[priority];

    private static PriorityRule Row(Priority priority) => priority switch
    {
        Priority.Critical => new(TimeSpan.FromSeconds(2), MaxWait: TimeSpan.FromSeconds(1), IsUrgent: true, IsSentAgain: true),
        Priority.High => new(TimeSpan.FromMilliseconds(300), MaxWait: TimeSpan.FromSeconds(1), IsUrgent: true, IsSentAgain: true),
        Priority.Normal => new(TimeSpan.FromMilliseconds(120), MaxWait: TimeSpan.FromSeconds(3), IsUrgent: false, IsSentAgain: false),
        Priority.Low => new(TimeSpan.FromMilliseconds(60), MaxWait: TimeSpan.FromSeconds(10), IsUrgent: false, IsSentAgain: false),
    };
}
