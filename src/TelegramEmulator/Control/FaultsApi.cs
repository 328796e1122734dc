using PhStudio.Messaging.TelegramEmulator.Faults;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>What goes wrong, and the limits.</summary>
internal static class FaultsApi
{
    public static void MapFaults(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapGet("/faults", () => core.Faults.All);
        control.MapPost("/faults", (Fault fault) => core.Faults.Add(Checked(fault)));
        control.MapDelete("/faults", () =>
        {
            core.Limits.Unblock();
            return new ClearedFaults(core.Faults.Clear());
        });
        control.MapDelete("/faults/{id:int}", (int id) => core.Faults.Clear(id) > 0 ? new ClearedFaults(1) : throw ControlException.NotFound($"There is no fault {id}."));
        control.MapGet("/limits", () => core.Limits.Limits);
        control.MapPut("/limits", (SendLimits limits) => core.Limits.Limits = Checked(limits));
    }

    private static Fault Checked(Fault fault) => fault switch
    {
        { Count: < 1 } => throw ControlException.Invalid("count must be 1 or more, or left out for a fault that stays."),
        { Probability: not (> 0 and <= 1) } => throw ControlException.Invalid("probability must be above 0 and at most 1."),
        { RetryAfter: < 1 or > 3600 } => throw ControlException.Invalid("retry_after must be 1-3600 seconds."),
        { Status: < 500 or > 599 } => throw ControlException.Invalid("status must be 500-599."),
        { DelayMs: < 0 or > 600_000 } => throw ControlException.Invalid("delay_ms must be 0-600000."),
        { Scope: not ("call" or "chat" or "bot") } => throw ControlException.Invalid("scope must be call, chat or bot."),
        { Kind: FaultKind.Refuse, ChatId: not null } => throw ControlException.Invalid("refuse meets a call before it is read, so it cannot ask for the chat."),
        _ => fault,
    };

    private static SendLimits Checked(SendLimits limits) =>
        limits.BotPerSecond < 1 || limits.PaidPerSecond < 1 || limits.ChatPerSecond <= 0 || limits.ChatBurst < 1 || limits.GroupPerMinute <= 0 || limits.GroupBurst < 1
            ? throw ControlException.Invalid("every limit must be positive; enabled false switches them off.")
            : limits;
}

internal sealed record ClearedFaults(int Cleared);
