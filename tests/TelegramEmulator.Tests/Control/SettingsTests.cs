using System.Diagnostics;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Control;

public class SettingsTests
{
    [Fact]
    public void Every_setting_is_read_from_the_environment()
    {
        var options = Read(("EMULATOR_BOT_TOKEN", "12:abc"), ("EMULATOR_LIMITS", "off"), ("EMULATOR_STAFF_CHAT_ID", "-5"), ("EMULATOR_URL", "http://localhost:1"), ("EMULATOR_BOOKING_URL", "http://localhost:2/bookings"), ("EMULATOR_ALLOW_REMOTE", "on"));

        Assert.Equal("12:abc", Assert.Single(options.Tokens));
        Assert.False(options.Limits.Enabled);
        Assert.Equal((-5, "http://localhost:1", true), (options.StaffChatId, options.Url, options.AllowRemoteControl));
        Assert.Equal(new Uri("http://localhost:2/bookings"), options.DemoBookingUrl);
    }

    [Fact]
    public async Task Help_is_printed_instead_of_listening()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(EmulatorHost).Assembly.Location, "--help"]) { RedirectStandardOutput = true, UseShellExecute = false })!;

        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("EMULATOR_URL", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_env_in_the_working_folder_is_read_and_a_taken_port_is_told_in_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-env-").FullName;
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((System.Net.IPEndPoint)other.LocalEndpoint).Port}";
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"ASPNETCORE_URLS=nonsense\nEMULATOR_URL={address} # taken\n", TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(EmulatorHost).Assembly.Location]) { RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder })!;

        var printed = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(78, process.ExitCode);
        Assert.Equal($"Failed to bind to address {address}: address already in use. EMULATOR_URL chooses another one.", printed.Trim());
    }

    [Fact]
    public async Task A_word_on_its_command_line_is_refused()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(EmulatorHost).Assembly.Location, "start"]) { RedirectStandardError = true, UseShellExecute = false })!;

        var printed = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("\"start\" is unknown", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EMULATOR_BOT_TOKEN", "no token")]
    [InlineData("EMULATOR_BOT_TOKEN_FILE", "/no/such/file")]
    [InlineData("EMULATOR_URL", "https://localhost:5081")]
    [InlineData("EMULATOR_URL", "localhost")]
    [InlineData("EMULATOR_URL", "http://localhost:99999")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:1;https://localhost:2")]
    [InlineData("EMULATOR_BOT_TOKEN", "012:abc")]
    [InlineData("EMULATOR_LIMITS", "perhaps")]
    [InlineData("EMULATOR_STAFF_CHAT_ID", "5")]
    [InlineData("EMULATOR_BOOKING_URL", "ftp://x")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        var refused = Assert.Throws<FormatException>(() => Read((name, value)));

        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
        Assert.False(name == "EMULATOR_BOT_TOKEN" && refused.Message.Contains(value, StringComparison.Ordinal), "the token is in the message");
    }

    [Theory]
    [InlineData(EmulatorOptions.DemoToken, true)]
    [InlineData("123456:ABC-DEF1234ghIkl", true)]
    [InlineData("0123:abc", false)]
    [InlineData("123", false)]
    [InlineData(":abc", false)]
    [InlineData("12:a/b", false)]
    [InlineData("-12:abc", false)]
    public void A_token_has_Telegrams_form(string token, bool good) => Assert.Equal(good, BotToken.IsWellFormed(token));

    private static EmulatorOptions Read(params (string Name, string Value)[] variables) =>
        EmulatorSettings.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
