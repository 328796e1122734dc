namespace PhStudio.Messaging.SystemTests;

/// <summary>A port or an address that cannot be listened on stops the start with one sentence that names it and its setting.</summary>
public sealed class TakenPortTests
{
    [Theory]
    [InlineData("Gateway", "ASPNETCORE_URLS")]
    [InlineData("Sender", "ASPNETCORE_URLS")]
    [InlineData("WebhookProcessor", "ASPNETCORE_URLS")]
    [InlineData("Standalone", "ASPNETCORE_URLS")]
    [InlineData("Standalone", "EMULATOR_URL")]
    public async Task A_taken_port_is_told_in_one_sentence(string service, string setting)
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var settings = service == "Standalone"
            ? new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}", ["EMULATOR_URL"] = $"http://127.0.0.1:{FreePort.Next()}" }
            : SettingsTests.Complete();
        settings[setting] = $"http://127.0.0.1:{port}";

        await using var process = ServiceProcess.Start(service, settings);

        Assert.Equal(78, await process.ExitAsync());
        Assert.Equal($"Port {port} is taken by another program: stop the other program, or set {setting} to an address with a free port (now http://127.0.0.1:{port}).", process.Output.Trim());
    }

    [Theory]
    [InlineData("Gateway", "METRICS_PORT", "TAKEN", "Port TAKEN is taken by another program: stop the other program, or set METRICS_PORT to a free port (now http://127.0.0.1:TAKEN).")]
    [InlineData("Gateway", "METRICS_PORT", "OWN", "METRICS_PORT is OWN, where the service itself listens (now http://127.0.0.1:OWN): set it to another port.")]
    [InlineData("Gateway", "ASPNETCORE_Kestrel__Endpoints__Own__Url", "http://127.0.0.1:TAKEN", "Failed to bind to address http://127.0.0.1:TAKEN: address already in use: stop the other program, or choose a free port in the setting")]
    [InlineData("Standalone", "EMULATOR_URL", "http://localhost:OWN", "EMULATOR_URL is \"http://localhost:OWN\", whose port is the service's own (ASPNETCORE_URLS, now http://127.0.0.1:OWN): set one of the two to another port.")]
    public async Task A_port_that_is_taken_otherwise_is_told_with_its_setting(string service, string setting, string value, string sentence)
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var (taken, own) = ($"{((System.Net.IPEndPoint)other.LocalEndpoint).Port}", $"{FreePort.Next()}");
        var settings = service == "Standalone" ? [] : SettingsTests.Complete();
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{own}";
        settings[setting] = Filled(value);

        await using var process = ServiceProcess.Start(service, settings);

        Assert.Equal(78, await process.ExitAsync());
        Assert.StartsWith(Filled(sentence), Sentence(process), StringComparison.Ordinal);

        string Filled(string text) => text.Replace("TAKEN", taken, StringComparison.Ordinal).Replace("OWN", own, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5495", "ASPNETCORE_URLS is \"5495\" but must be addresses such as http://*:8080")]
    [InlineData("http://127.0.0.1:0;ftp://127.0.0.1:5495", "ASPNETCORE_URLS is \"ftp://127.0.0.1:5495\" but must be addresses such as http://*:8080")]
    [InlineData("http://127.0.0.1:70000", "ASPNETCORE_URLS is \"http://127.0.0.1:70000\" but must be addresses such as http://*:8080")]
    [InlineData("http://127.0.0.1:5495/path", "ASPNETCORE_URLS is \"http://127.0.0.1:5495/path\" but must be addresses such as http://*:8080")]
    [InlineData("http://192.0.2.1:5495", "Port 5495 cannot be opened at an address that this machine does not have: set ASPNETCORE_URLS")]
    [InlineData("5495", "ASPNETCORE_URLS is \"5495\" but must be addresses such as http://*:8080", false)]
    public async Task An_address_that_cannot_be_listened_on_is_told_in_one_sentence(string address, string sentence, bool hasMetricsPort = true)
    {
        var settings = SettingsTests.Complete();
        if (hasMetricsPort)
        {
            settings["METRICS_PORT"] = $"{FreePort.Next()}";
        }

        await using var process = ServiceProcess.Start("Gateway", settings, $"--urls={address}");

        Assert.Equal(78, await process.ExitAsync());
        Assert.StartsWith(sentence, Sentence(process), StringComparison.Ordinal);
    }

    /// <summary>The one line that is no JSON: a start that came further logged a line or two before it.</summary>
    internal static string Sentence(ServiceProcess process) => Assert.Single(process.Output.Trim().Split('\n'), line => !line.StartsWith('{'));
}
