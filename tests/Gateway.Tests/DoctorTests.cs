using PhStudio.Messaging.Gateway.Operations.Doctor;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What <c>gateway doctor</c> finds.</summary>
public sealed class DoctorTests
{
    private const string Key = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94";

    [Fact]
    public async Task Servers_that_are_there_are_well_and_a_Gateway_that_is_not_is_named_with_what_helps()
    {
        var (code, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, code);
        Assert.Contains("ok     settings:", said);
        Assert.Contains("ok     broker rights: the user may configure, write and read", said);
        Assert.Contains("ok     redis persistence:", said);
        Assert.Contains("ok     clock:", said);
        Assert.Contains("ok     time zone:", said);
        Assert.Contains("WRONG  gateway: nothing answers", said);
        Assert.DoesNotContain(Key, said);
    }

    [Fact]
    public async Task The_running_Gateway_says_how_bot_webhook_and_parts_are()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new Contracts.BotStatus { Connected = true, BotId = 1, BotUserName = "studio_bot", Updates = "webhook", WebhookUrl = "https://studio.example/webhook", PendingUpdates = 500, LastWebhookError = "Connection refused" };

        var (code, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, gateway.Http.BaseAddress!.ToString(), GatewayApp.Key);

        Assert.Equal(1, code);
        Assert.Contains("ok     bot: @studio_bot answers", said);
        Assert.Contains("WRONG  webhook: 500 updates wait at Telegram, which says: Connection refused: look at the way from outside to studio.example", said);
    }

    [Fact]
    public async Task Servers_that_are_away_and_wrong_settings_are_named_without_their_secrets()
    {
        const string Password = "a-password-that-nobody-reads";
        var (code, said) = await RunAsync($"amqp://studio:{Password}@127.0.0.1:{FreePort.Next()}/", $"redis://default:{Password}@127.0.0.1:{FreePort.Next()}", "http://127.0.0.1:1");
        var (wrong, sentences) = await RunAsync("http://nonsense", "redis://127.0.0.1", "http://127.0.0.1:1");

        Assert.Equal(1, code);
        Assert.Contains("WRONG  broker: no connection to 127.0.0.1 as studio", said);
        Assert.Contains("WRONG  redis: it does not answer", said);
        Assert.DoesNotContain(Password, said);
        Assert.Equal(2, wrong);
        Assert.Contains("WRONG  settings: RABBITMQ_URL", sentences);
    }

    private static async Task<(int Code, string Said)> RunAsync(string rabbitMq, string redis, string gateway, string key = Key)
    {
        await using var output = new StringWriter();
        var code = await DoctorCommand.RunAsync(new Dictionary<string, string?> { ["RABBITMQ_URL"] = rabbitMq, ["REDIS_URL"] = redis, ["GATEWAY_URL"] = gateway, ["GATEWAY_API_KEY"] = key }, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
