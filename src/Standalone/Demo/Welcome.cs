namespace PhStudio.Messaging.Standalone.Demo;

/// <summary>Says on the terminal where the two pages are and what to do first.</summary>
internal sealed class Welcome(IHostApplicationLifetime lifetime, string gateway, string? emulator, string? apiKey) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Console.WriteLine(Page()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Page() => $$"""

        PhStudio.Messaging is running in this one process; its messages and bookings live in its memory.
        {{(emulator is null ? "  Telegram:         the real Bot API, by your TELEGRAM_BOT_TOKEN" : $"  The chats:        {emulator}   (an emulated Telegram: press the buttons there)")}}
          The Gateway:      {{gateway}}   ({{(apiKey is null ? "with your GATEWAY_API_KEY" : $"key: {apiKey}")}})

        A booking, to paste into another terminal:
          curl {{gateway}}/bookings -H "X-Api-Key: {{apiKey ?? "$GATEWAY_API_KEY"}}" -H "Content-Type: application/json" -d '{"id":"PH-2026/17","service":"Family session","date":"2026-12-24","time_slots":["10:00","11:00"],"client_name":"Anna Petrova","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}'

        """;
}
