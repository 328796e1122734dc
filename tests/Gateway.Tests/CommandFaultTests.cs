using Microsoft.AspNetCore.Http;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.Gateway.Operations.Doctor;
using PhStudio.Messaging.Gateway.Operations.Exports;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What the commands that call the Gateway say, and how they end, where it cannot be called.</summary>
public sealed class CommandFaultTests : IDisposable
{
    private const string Nothing = "Nothing answers at http://127.0.0.1:";
    private const string Key = "GATEWAY_API_KEY to ";
    private const string NotOurs = "is GATEWAY_URL the Gateway's address?";

    private static readonly Dictionary<string, (int Code, string Says, Func<HttpContext, Task>? Answer)> Faults = new(StringComparer.Ordinal)
    {
        ["an address of no form"] = (2, "GATEWAY_URL must be the Gateway's address such as http://localhost:5080.", null),
        ["an address of another scheme"] = (2, "GATEWAY_URL must be the Gateway's address such as http://localhost:5080.", null),
        ["a key of no form"] = (2, "GATEWAY_API_KEY is set but has the wrong form", null),
        ["a refused connection"] = (1, Nothing, null),
        ["an unknown key"] = (2, Key, context => FaultyGateway.RefuseAsync(context, 401)),
        ["a role that is missing"] = (2, Key, context => FaultyGateway.RefuseAsync(context, 403)),
        ["a connection that breaks before the answer"] = (1, Nothing, context => Task.Run(context.Abort)),
        ["a connection that breaks in the answer"] = (1, "", FaultyGateway.BreakAsync),
        ["another server"] = (1, NotOurs, context => Results.Content("<h1>Welcome</h1>", "text/html").ExecuteAsync(context)),
        ["another server without the call"] = (1, NotOurs, context => Results.StatusCode(404).ExecuteAsync(context)),
        ["an address that leads elsewhere"] = (2, "set GATEWAY_URL to where it leads, https://studio.example.", context => Results.Redirect("https://studio.example/bookings", preserveMethod: true).ExecuteAsync(context)),
        ["a Gateway that fails"] = (1, "answered 500: It may not.", context => FaultyGateway.RefuseAsync(context, 500)),
    };

    private static readonly string[] Commands = ["audit", "export bookings", "export bookings --csv", "export all", "import", "doctor"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phstudio-commands");

    public static TheoryData<string, string> Table => [.. Commands.SelectMany(_ => Faults.Keys, (command, fault) => (command, fault))];

    [Fact]
    public async Task The_name_and_password_of_the_address_are_sent_and_shown_nowhere()
    {
        string? sent = null;
        await using var gateway = await FaultyGateway.StartAsync((context, _) =>
        {
            sent = context.Request.Headers.Authorization;
            return FaultyGateway.RefuseAsync(context, 500);
        });

        await RunAsync("audit", gateway.Url.Replace("://", "://operator:p%40ss@", StringComparison.Ordinal), GatewayApp.Key);
        var away = await RunAsync("audit", $"http://operator:p%40ss@127.0.0.1:{FreePort.Next()}", GatewayApp.Key);

        Assert.Equal($"Basic {Convert.ToBase64String("operator:p@ss"u8)}", sent);
        Assert.Contains(Nothing, away.Said);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_command_says_what_is_wrong_and_what_helps(string command, string fault)
    {
        var (code, says, answer) = Faults[fault];
        await using var gateway = answer is null ? null : await FaultyGateway.StartAsync((context, _) => answer(context));
        var address = fault switch
        {
            "an address of no form" => "studio",
            "an address of another scheme" => "amqp://studio",
            _ => gateway?.Url ?? $"http://127.0.0.1:{FreePort.Next()}",
        };

        var ran = await RunAsync(command, address, fault == "a key of no form" ? "ключ" : GatewayApp.Key);

        // The doctor looks at everything, and names the Gateway as one finding of many.
        Assert.True((command == "doctor" && answer is not null ? 1 : code) == ran.Code, $"It ended with {ran.Code}: {ran.Said}");
        Assert.Contains(says, ran.Said);
        Assert.DoesNotContain("   at ", ran.Said);
        Assert.DoesNotContain(GatewayApp.Key, ran.Said);
    }

    [Fact]
    public async Task An_import_whose_Gateway_goes_away_says_what_is_known_and_is_run_again()
    {
        var isAway = true;
        await using var gateway = await FaultyGateway.StartAsync(async (context, number) =>
        {
            if (isAway && number == 2)
            {
                context.Abort();
                return;
            }

            await Results.Json(new { booking_id = "17", status = "accepted" }, statusCode: 202).ExecuteAsync(context);
        });

        var first = await RunAsync("import", gateway.Url, GatewayApp.Key);
        isAway = false;
        var second = await RunAsync("import", gateway.Url, GatewayApp.Key);

        Assert.Equal((1, 0), (first.Code, second.Code));
        Assert.Contains("1 of 3 bookings are known. It stopped at 3: booking 18. Run it again", first.Said);
        Assert.Equal("3 of 3 bookings are known.", second.Said.Trim());
        // What is known is handed over in the same words, which is the same booking.
        Assert.Equal(5, gateway.Bodies.Count);
        Assert.Equal(gateway.Bodies.Take(2), gateway.Bodies.Skip(2).Take(2));
    }

    [Fact]
    public async Task A_Gateway_that_is_too_slow_is_told_from_one_that_is_not_there()
    {
        await using var gateway = await FaultyGateway.StartAsync((context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        var builder = CommandHost.NewBuilder(new Dictionary<string, string?> { ["GATEWAY_URL"] = gateway.Url, ["GATEWAY_API_KEY"] = GatewayApp.Key });
        using var client = GatewayClient.Of(builder, timeout: TimeSpan.FromSeconds(1));

        var said = await Assert.ThrowsAsync<CommandException>(() => client.GetAsync("status", new Dictionary<string, string>(), TestContext.Current.CancellationToken));

        Assert.Equal((1, $"The Gateway at {gateway.Url}/ did not answer within 1 s: look at its GET /status, and try again."), (said.ExitCode, said.Message));
    }

    [Fact]
    public void A_key_does_not_cross_the_internet_in_the_clear()
    {
        var settings = new Dictionary<string, string?> { ["GATEWAY_URL"] = "http://gateway.example", ["GATEWAY_API_KEY"] = GatewayApp.Key };

        var said = Assert.Throws<CommandException>(() => GatewayClient.Of(settings));

        Assert.Equal(2, said.ExitCode);
        Assert.StartsWith("GATEWAY_URL is an http:// address outside this machine", said.Message, StringComparison.Ordinal);
        GatewayClient.Of(new Dictionary<string, string?>(settings) { ["ALLOW_PLAIN_HTTP"] = "true" }).Dispose();
    }

    [Fact]
    public async Task A_Gateway_whose_certificate_is_of_an_authority_of_ones_own_is_asked_where_that_is_named()
    {
        var (authority, certificate) = TestCertificates.Issue("localhost");
        await using var gateway = await FaultyGateway.StartAsync((context, _) => Results.Json(new { status = "ok" }).ExecuteAsync(context));
        await using var front = new TlsFront(certificate, new Uri(gateway.Url));
        var file = Path.Combine(_folder.FullName, "authority.pem");
        await File.WriteAllTextAsync(file, authority, TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string?> { ["GATEWAY_URL"] = $"https://localhost:{front.Port}", ["GATEWAY_API_KEY"] = GatewayApp.Key };

        using var stranger = GatewayClient.Of(settings);
        var said = await Assert.ThrowsAsync<CommandException>(() => stranger.GetAsync("status", new Dictionary<string, string>(), TestContext.Current.CancellationToken));
        using var client = GatewayClient.Of(new Dictionary<string, string?>(settings) { ["GATEWAY_CA_FILE"] = file });
        var answer = await client.GetAsync("status", new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        Assert.Equal(2, said.ExitCode);
        Assert.Contains("GATEWAY_CA_FILE", said.Message, StringComparison.Ordinal);
        Assert.Equal("ok", answer.GetProperty("status").GetString());
    }

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var builder = CommandHost.NewBuilder(new Dictionary<string, string?> { ["GATEWAY_API_KEY"] = "ключ", ["STUDIO_TIME_ZONE"] = "Mars/Olympus" });
        builder.Settings().Text("STUDIO_TIME_ZONE", "an IANA time zone", "UTC", _ => false);

        var said = Assert.Throws<CommandException>(() => GatewayClient.Of(builder));

        Assert.Equal(2, said.ExitCode);
        Assert.Contains("STUDIO_TIME_ZONE is \"Mars/Olympus\"", said.Message);
        Assert.Contains("GATEWAY_API_KEY is set but has the wrong form", said.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int Code, string Said)> RunAsync(string command, string address, string key)
    {
        var settings = new Dictionary<string, string?> { ["GATEWAY_URL"] = address, ["GATEWAY_API_KEY"] = key, ["RABBITMQ_URL"] = RealServers.RabbitMq, ["REDIS_URL"] = RealServers.Redis };
        await using var said = new StringWriter();
        var cancellationToken = TestContext.Current.CancellationToken;
        var code = command switch
        {
            "audit" => await AuditCommand.RunAsync(["audit"], settings, said, said, cancellationToken),
            "import" => await ImportCommand.RunAsync(["import", "bookings", await FileAsync()], settings, said, said, cancellationToken),
            "doctor" => await DoctorCommand.RunAsync(settings, said, cancellationToken),
            "export all" => await ExportCommand.RunAsync(["export", "all", "--folder", _folder.FullName], settings, Stream.Null, said, cancellationToken),
            _ => await ExportCommand.RunAsync(command.Split(' '), settings, Stream.Null, said, cancellationToken),
        };
        return (code, said.ToString());
    }

    private async Task<string> FileAsync()
    {
        var path = Path.Combine(_folder.FullName, "open.csv");
        await File.WriteAllTextAsync(path, """
            booking_id,service,date,time_slots,client_name,client_phone,people_count,total_price
            17,Portrait,2099-12-24,12:00,Anna,+7 900 1,1,4500
            18,Portrait,2099-12-25,12:00,Boris,+7 900 2,1,4500
            19,Portrait,2099-12-26,12:00,Vera,+7 900 3,1,4500
            """);
        return path;
    }
}
