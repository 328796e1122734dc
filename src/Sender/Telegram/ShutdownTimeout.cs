using MassTransit;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// A stop waits for the requests under way, as long as one may take: cut short, each of their messages would be unknown (docs/telegram.md 22).
/// What stops the process must wait that long too: the setting's seconds and ten more, before it kills.
/// </summary>
internal static class ShutdownTimeout
{
    private static readonly TimeSpan ToWriteDown = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ToEndTheRest = TimeSpan.FromSeconds(3);

    public static void AddTimeToStop(this IServiceCollection services, TelegramOptions telegram)
    {
        var requests = telegram.Timeout + ToWriteDown;
        // After the bus's own configuration, which has a time for services whose work is short.
        services.PostConfigure<MassTransitHostOptions>(host => host.StopTimeout = Longer(host.StopTimeout ?? TimeSpan.Zero, requests));
        services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = Longer(host.ShutdownTimeout, requests + ToEndTheRest));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
