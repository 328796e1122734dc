namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>The Sender as a process of its own, as it is deployed.</summary>
internal static class SenderProcess
{
    public static ServiceProcess Start(Emulator telegram, string rabbitMq, string redis, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = rabbitMq,
            ["REDIS_URL"] = redis,
            ["TELEGRAM_BOT_TOKEN"] = telegram.Token,
            ["TELEGRAM_API_BASE_URL"] = telegram.Address,
            ["TELEGRAM_API_TIMEOUT"] = "3",
            ["LOG_LEVEL"] = "Warning",
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return ServiceProcess.Start("Sender", environment);
    }
}
