namespace PhStudio.Messaging.SystemTests;

/// <summary>A wrong or missing setting stops the start with one sentence that names it, and no secret is shown.</summary>
public sealed class SettingsTests
{
    /// <summary>A start tells all that is wrong, so wrong values of different names share one.</summary>
    public static TheoryData<string, (string Name, string? Value, string Sentence)[]> Wrong => new()
    {
        {
            "Gateway",
            [
                ("RABBITMQ_URL", null, "RABBITMQ_URL is missing: it must be amqp://"),
                ("REDIS_URL", null, "REDIS_URL is missing: it must be redis://"),
                ("GATEWAY_API_KEY", null, "GATEWAY_API_KEY is missing"),
                ("TELEGRAM_WEBHOOK_SECRET", "hidden secret!", "TELEGRAM_WEBHOOK_SECRET is set but has the wrong form"),
                ("BOOKING_CALLBACK_URL", "platform", "BOOKING_CALLBACK_URL is \"platform\" but must be"),
                ("BOOKING_CALLBACK_SECRET", "hiddenhiddenhiddenhidden", "BOOKING_CALLBACK_SECRET is made of a few characters again and again"),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is \"http/json\" but must be grpc or http/protobuf"),
            ]
        },
        {
            "Gateway",
            [
                ("RABBITMQ_URL", "http://user:hidden-password@host", "RABBITMQ_URL is set but has the wrong form"),
                ("GATEWAY_API_KEY", "hidden-short", "GATEWAY_API_KEY is set but has the wrong form"),
                ("TELEGRAM_WEBHOOK_SECRET", "hidden", "TELEGRAM_WEBHOOK_SECRET is shorter than 16 characters"),
            ]
        },
        { "Gateway", [("GATEWAY_API_KEY", "demo-key-of-standalone", "GATEWAY_API_KEY is, or holds, an example that anybody can read")] },
        {
            "Sender",
            [
                ("TELEGRAM_API_BASE_URL", "http://api.telegram.org", "TELEGRAM_API_BASE_URL is an http:// address outside this machine and private networks"),
                ("RABBITMQ_URL", null, "RABBITMQ_URL is missing: it must be amqp://"),
                ("REDIS_URL", null, "REDIS_URL is missing: it must be redis://"),
                ("TELEGRAM_BOT_TOKEN", null, "TELEGRAM_BOT_TOKEN is missing"),
                ("TELEGRAM_API_TIMEOUT", "soon", "TELEGRAM_API_TIMEOUT is \"soon\" but must be a number of seconds"),
            ]
        },
        { "Sender", [("TELEGRAM_BOT_TOKEN", "hidden-token", "TELEGRAM_BOT_TOKEN is set but has the wrong form")] },
        {
            "WebhookProcessor",
            [
                ("RABBITMQ_URL", null, "RABBITMQ_URL is missing: it must be amqp://"),
                ("REDIS_URL", null, "REDIS_URL is missing: it must be redis://"),
                ("TELEGRAM_CHAT_ID", null, "TELEGRAM_CHAT_ID is missing"),
                ("CALLBACK_SIGNING_KEY", "hidden-key", "CALLBACK_SIGNING_KEY is set but has the wrong form"),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task The_start_is_refused_with_a_sentence_for_each(string service, (string Name, string? Value, string Sentence)[] wrong)
    {
        var settings = Complete();
        foreach (var (name, value, _) in wrong)
        {
            settings.Remove(name);
            if (value is not null)
            {
                settings[name] = value;
            }
        }

        await using var process = ServiceProcess.Start(service, settings);

        Assert.Equal(78, await process.ExitAsync());
        Assert.Equal(wrong.Length, process.Output.Trim().Split('\n').Length);
        Assert.All(wrong, one => Assert.StartsWith(one.Sentence, Assert.Single(process.Output.Split('\n'), line => line.Contains(one.Name, StringComparison.Ordinal)), StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_emulator_of_the_demo_listens_on_http_only()
    {
        await using var process = ServiceProcess.Start("Standalone", new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}", ["EMULATOR_URL"] = "https://127.0.0.1:5081" });

        Assert.Equal(78, await process.ExitAsync());
        Assert.Equal("EMULATOR_URL is \"https://127.0.0.1:5081\" but must be an http:// address: the emulator has no certificate for another.", process.Output.Trim());
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", null, "No server certificate was specified")]
    [InlineData("ASPNETCORE_URLS", "/no/such.pfx", "no/such.pfx")]
    [InlineData("ASPNETCORE_Kestrel__Endpoints__Own__Url", null, "No server certificate was specified")]
    public async Task Https_without_a_certificate_is_told_in_one_sentence(string setting, string? path, string why)
    {
        var settings = Complete();
        settings[setting] = $"https://127.0.0.1:{FreePort.Next()}";
        if (path is not null)
        {
            settings["ASPNETCORE_Kestrel__Certificates__Default__Path"] = path;
        }

        await using var process = ServiceProcess.Start("Gateway", settings);

        Assert.Equal(78, await process.ExitAsync());
        var sentence = TakenPortTests.Sentence(process);
        Assert.StartsWith($"{setting} asks for https://", sentence, StringComparison.Ordinal);
        Assert.Contains(why, sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway", "GATEWAY_API_KEY")]
    [InlineData("Sender", "TELEGRAM_BOT_TOKEN")]
    [InlineData("WebhookProcessor", "CALLBACK_SIGNING_KEY")]
    [InlineData("Standalone", "TELEGRAM_BOT_TOKEN")]
    public async Task Help_lists_the_settings(string service, string named)
    {
        await using var process = ServiceProcess.Start(service, new Dictionary<string, string>(), "--help");

        Assert.Equal(0, await process.ExitAsync());
        Assert.Contains(named, process.Output);
        if (service == "Standalone")
        {
            // It starts with none of them.
            Assert.DoesNotContain("Required.", process.Output, StringComparison.Ordinal);
            Assert.Contains("http://localhost:5081", Assert.Single(process.Output.Split('\n'), line => line.TrimStart().StartsWith("EMULATOR_URL ", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_password_in_an_address_is_shown_nowhere()
    {
        var settings = Complete();
        settings["TELEGRAM_API_BASE_URL"] = "http://studio:hidden@127.0.0.1:1";

        await using var process = ServiceProcess.Start("Sender", settings);

        Assert.Equal(78, await process.ExitAsync());
        Assert.StartsWith("TELEGRAM_API_BASE_URL is set but must be", process.Output.Trim());
        Assert.DoesNotContain("hidden", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway")]
    [InlineData("Sender")]
    [InlineData("WebhookProcessor")]
    public async Task A_password_that_Redis_does_not_take_is_told_in_one_sentence(string service)
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = Complete();
        settings["REDIS_URL"] = $"redis://app:hidden@{redis.Address}";

        await using var process = ServiceProcess.Start(service, settings);

        Assert.Equal(78, await process.ExitAsync());
        Assert.StartsWith("REDIS_URL is set but Redis does not take the user and password", process.Output.Trim());
        Assert.Single(process.Output.Trim().Split('\n'));
        Assert.DoesNotContain("hidden", process.Output, StringComparison.Ordinal);
    }

    /// <summary>Settings with which a service starts, and reaches nothing.</summary>
    internal static Dictionary<string, string> Complete() => new()
    {
        ["RABBITMQ_URL"] = "amqp://guest:guest@127.0.0.1:1/",
        ["REDIS_URL"] = "redis://127.0.0.1:1",
        ["GATEWAY_API_KEY"] = "a-key-of-sixteen-or-more",
        ["TELEGRAM_BOT_TOKEN"] = "7000000001:SomeTokenThatOpensNothing",
        ["TELEGRAM_CHAT_ID"] = "-1001",
        ["TELEGRAM_API_BASE_URL"] = "http://127.0.0.1:1",
        ["CALLBACK_SIGNING_KEY"] = "a-signing-key-of-thirty-two-or-more",
    };
}
