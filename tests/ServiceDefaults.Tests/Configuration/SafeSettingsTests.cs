using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Configuration;

/// <summary>Secrets that can be guessed and addresses in the clear are refused at the start.</summary>
public sealed class SafeSettingsTests
{
    [Theory]
    [InlineData("short-but-varied", null)]
    [InlineData("short-and-vary1", "is shorter than 16 characters")]
    [InlineData("x", "is shorter than 16 characters")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "is made of a few characters again and again")]
    [InlineData("abababababababababab", "is made of a few characters again and again")]
    [InlineData("a-secret-a-secret-a-secret-", "repeats itself")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "is counted up")]
    [InlineData("0123456789abcdef", "is counted up")]
    [InlineData("fedcba9876543210", "is counted up")]
    [InlineData("demo-key-of-standalone", "is, or holds, an example that anybody can read")]
    [InlineData("any_letters_and_digits", "is, or holds, an example that anybody can read")]
    [InlineData("My-Password-Of-2026", "is, or holds, an example that anybody can read")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", null)]
    [InlineData("whsec_xsqULvErjQPHWuH3HqqdAI8aHMAO8Rlv", null)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "is, or holds, an example that anybody can read")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is made of a few characters again and again")]
    [InlineData("whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "repeats itself")]
    [InlineData("whsec_AQIDBAUGBwgJCgsMDQ4PEA==", "is counted up")]
    [InlineData("whsec_bXktcGFzc3dvcmQtb2YtdGhlLXBsYXRmb3Jt", "is, or holds, an example that anybody can read")]
    [InlineData("secretsecret-of-2026x", "is, or holds, an example that anybody can read")]
    [InlineData("secretsecretsecret1", "repeats itself")]
    [InlineData("supersecretsupersecret1", "repeats itself")]
    [InlineData("1-supersecret-supersecret", "repeats itself")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaabcdef", "repeats itself")]
    [InlineData("a-horse-a-battery-a-staple", null)]
    public void A_secret_that_can_be_guessed_is_named(string secret, string? reason) => Assert.Equal(reason, GuessableSecret.Reason(secret));

    [Fact]
    public void A_guessable_secret_stops_the_start_without_being_shown_unless_Telegram_is_emulated()
    {
        var settings = Of(("KEY", "aaaaaaaaaaaaaaaaaaaaaaaa"));
        settings.NotGuessable("KEY", settings.Secret("KEY", "a key"));
        Assert.Equal("KEY is made of a few characters again and again: make one with \"openssl rand -hex 32\"; set it in the environment, the .env file, or a file named by KEY_FILE.", Assert.Single(settings.Problems));

        var emulated = Of(("KEY", "aaaaaaaaaaaaaaaaaaaaaaaa"));
        emulated.AllowsExamples = true;
        emulated.NotGuessable("KEY", emulated.Secret("KEY", "a key"));
        Assert.Empty(emulated.Problems);
    }

    [Theory]
    [InlineData("user:hidden@platform.example/hook", "ADDRESS is set but")]
    [InlineData("https:/user:hidden@platform.example", "ADDRESS is set but")]
    [InlineData("htps://hidden@platform.example", "ADDRESS is set but")]
    [InlineData("platform.example", "ADDRESS is \"platform.example\" but")]
    [InlineData("@studio", "ADDRESS is \"@studio\" but")]
    public void A_wrong_value_is_shown_only_where_no_password_can_be_in_it(string value, string sentence)
    {
        var settings = Of(("ADDRESS", value));

        settings.OptionalAddress("ADDRESS", takesCredentials: true);

        Assert.StartsWith(sentence, Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("0.09", false)]
    [InlineData("0.1", true)]
    [InlineData("300", true)]
    public void A_number_of_seconds_that_would_be_passed_over_is_refused(string value, bool taken)
    {
        var settings = Of(("TIMEOUT", value));

        settings.Seconds("TIMEOUT", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), min: TimeSpan.FromSeconds(0.1));

        Assert.Equal(taken ? [] : [$"TIMEOUT is \"{value}\" but must be a number of seconds from 0.1 to 300, such as 30 or 0.5; set it in the environment or the .env file."], settings.Problems);
    }

    [Theory]
    [InlineData("http://platform.example.com/outcomes", false)]
    [InlineData("http://8.8.8.8/", false)]
    [InlineData("http://172.32.0.1/", false)]
    [InlineData("http://[2001:db8::1]/", false)]
    [InlineData("http://[::ffff:8.8.8.8]/", false)]
    [InlineData("https://platform.example.com/outcomes", true)]
    [InlineData("http://localhost:5081", true)]
    [InlineData("http://127.0.0.2/", true)]
    [InlineData("http://[::1]:8081/", true)]
    [InlineData("http://10.1.2.3/", true)]
    [InlineData("http://172.31.0.1/", true)]
    [InlineData("http://192.168.1.10:8081", true)]
    [InlineData("http://[fd00::1]/", true)]
    [InlineData("http://emulator:8080", true)]
    [InlineData("http://bot-api.telegram.svc.cluster.local", true)]
    public void Plain_http_is_for_private_networks(string address, bool allowed)
    {
        var settings = Of();
        settings.NotInTheClear("URL", new Uri(address));
        Assert.Equal(allowed, settings.Problems.Count == 0);

        var asked = Of(("ALLOW_PLAIN_HTTP", "true"));
        asked.NotInTheClear("URL", new Uri(address));
        Assert.Empty(asked.Problems);
    }

    [Theory]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@broker.example/", "The password in RABBITMQ_URL is shorter than 16 characters")]
    [InlineData("RABBITMQ_URL", "amqps://studio:aaaaaaaaaaaaaaaaaaaa@10.0.0.1,broker.example/", "The password in RABBITMQ_URL is made of a few characters again and again")]
    [InlineData("REDIS_URL", "redis://:a@redis.example:6379", "The password in REDIS_URL is shorter than 16 characters")]
    [InlineData("REDIS_URL", "redis://:a@203.0.113.7", "The password in REDIS_URL is shorter than 16 characters")]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1/", null)]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@rabbitmq,10.0.0.1/", null)]
    [InlineData("RABBITMQ_URL", "amqp://studio:8f3c5b0e9d714a26@broker.example/", null)]
    [InlineData("REDIS_URL", "redis://:a@redis:6379", null)]
    [InlineData("REDIS_URL", "redis://redis.example:6379", null)]
    public void A_password_that_can_be_guessed_is_for_private_networks(string name, string url, string? sentence) => Refuses(sentence, (name, url));

    [Theory]
    [InlineData("amqp://studio:8f3c5b0e9d714a26@broker/", "RABBITMQ_CA_FILE is set, but RABBITMQ_URL begins with amqp:// and uses no TLS")]
    [InlineData("amqps://studio:8f3c5b0e9d714a26@broker/", null)]
    [InlineData("amqp://studio:8f3c5b0e9d714a26@127.0.0.1/", null)]
    public async Task Naming_the_brokers_authority_asks_for_tls(string url, string? sentence)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, TestCertificates.Issue("broker").Item1, TestContext.Current.CancellationToken);

        Refuses(sentence, ("RABBITMQ_URL", url), ("RABBITMQ_CA_FILE", file));

        File.Delete(file);
    }

    [Theory]
    [InlineData("RABBITMQ_URL", "amqp://studio:8f3c5b0e9d714a26@broker.example/", "RABBITMQ_URL leads to broker.example without TLS. Unless that name leads into a private network, everybody on the way reads the password and what customers wrote: use amqps://.")]
    [InlineData("RABBITMQ_URL", "amqp://studio:8f3c5b0e9d714a26@10.0.0.1,203.0.113.7/", "RABBITMQ_URL leads to 203.0.113.7 without TLS.")]
    [InlineData("REDIS_URL", "redis://redis.example:6379", "REDIS_URL leads to redis.example without TLS. Unless that name leads into a private network, everybody on the way reads the password and what customers wrote: use rediss://.")]
    [InlineData("RABBITMQ_URL", "amqps://studio:8f3c5b0e9d714a26@broker.example/", null)]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@rabbitmq,10.0.0.1/", null)]
    [InlineData("RABBITMQ_URL", "amqp://guest:guest@rabbitmq.phstudio.svc.cluster.local/", null)]
    [InlineData("REDIS_URL", "rediss://:8f3c5b0e9d714a26@redis.example:6379", null)]
    [InlineData("REDIS_URL", "redis://:a@redis:6379", null)]
    public void A_server_without_TLS_outside_private_networks_is_said_and_stops_nothing(string name, string url, string? sentence)
    {
        var settings = Read((name, url));

        Assert.Empty(settings.Problems);
        Assert.Equal(sentence is null ? 0 : 1, settings.Warnings.Count);
        Assert.All(settings.Warnings, warning => Assert.StartsWith(sentence!, warning, StringComparison.Ordinal));
    }

    private static Settings Read(params (string Name, string Value)[] given)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(given.ToDictionary(pair => pair.Name, pair => (string?)pair.Value, StringComparer.Ordinal));
        builder.AddRedis();
        builder.RabbitMqAddress();
        return builder.Settings();
    }

    private static void Refuses(string? sentence, params (string Name, string Value)[] given)
    {
        var problems = Read(given).Problems;
        Assert.Equal(sentence is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith(sentence!, problem, StringComparison.Ordinal));
    }

    private static Settings Of(params (string Name, string Value)[] given) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(given.ToDictionary(pair => pair.Name, pair => (string?)pair.Value, StringComparer.Ordinal)).Build());
}
