using PhStudio.Messaging.TelegramEmulator.Chats;

namespace PhStudio.Messaging.Standalone.Demo;

/// <summary>Says on the terminal where the pages are and what to do first.</summary>
internal sealed class Welcome(IHostApplicationLifetime lifetime, string gateway, string? emulator, string? apiKey, OwnKey? own) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Console.WriteLine(Page()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Key() => (apiKey, own) switch
    {
        ({ } demo, _) => $"key: {demo}",
        (_, { Made: { } made }) => $"key: {made}, made just now and kept in {own.Path}; it is not shown again",
        (_, { } kept) => $"its key is in {kept.Path}",
        _ => "with your GATEWAY_API_KEY",
    };

    private string Page() => $$"""

        PhStudio.Messaging is running in this one process; its messages and bookings live in its memory.
        {{(emulator is null ? "  Telegram:         the real Bot API, by your TELEGRAM_BOT_TOKEN" : $"  The chats:        {emulator}   (an emulated Telegram: press the buttons there; {DemoPeople.Staff[0].FirstName} is the manager)")}}
          The Gateway:      {{gateway}}   ({{Key()}})
          The console:      {{gateway}}/console   (for operators; sign in with the same key)

        A booking, to paste into another terminal:
          curl {{gateway}}/bookings -H "X-Api-Key: {{apiKey ?? (own is null ? "$GATEWAY_API_KEY" : $"$(cat '{own.Path}')")}}" -H "Content-Type: application/json" -d '{"id":"PH-2026-17","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],"client_name":"Anna Petrova","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}'

        """;
}
