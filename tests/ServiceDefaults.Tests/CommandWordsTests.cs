using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A mistyped command does not start the service.</summary>
public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:5080")]
    [InlineData("--urls=http://127.0.0.1:5080 --environment Development")]
    [InlineData("LOG_LEVEL=Debug")]
    [InlineData("/urls http://127.0.0.1:5080")]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Settings_and_their_values_are_no_commands(string line) => Assert.Null(CommandWords.Refusal(Words(line), ["doctor", "export"]));

    [Theory]
    [InlineData("exprot", "exprot")]
    [InlineData("docter --legacy .env", "docter")]
    [InlineData("--urls http://127.0.0.1:5080 serve", "serve")]
    [InlineData("--urls=http://127.0.0.1:5080 export", "export")]
    public void Another_word_is_refused_with_the_commands_that_there_are(string line, string word)
    {
        Assert.Equal($"\"{word}\" is no command; the commands are: doctor, export. Without arguments the service starts; --help lists its settings.", CommandWords.Refusal(Words(line), ["doctor", "export"]));
        Assert.Equal($"\"{word}\" is no command; this service has none. Without arguments the service starts; --help lists its settings.", CommandWords.Refusal(Words(line), []));
    }

    [Fact]
    public async Task The_service_is_not_started_and_its_settings_are_not_looked_at()
    {
        await using var host = await TestHost.StartAsync(rabbitMq: null, level: "Nonsense", untilHealthy: false);

        Assert.Equal(2, await host.App.RunServiceAsync(["docter"], "doctor"));
    }

    [Fact]
    public async Task The_help_names_the_commands_first_and_where_the_service_listens()
    {
        await using var host = await TestHost.StartAsync(rabbitMq: null, untilHealthy: false);
        var settings = host.App.Services.GetRequiredService<Settings>();

        var page = SettingsHelp.Of("gateway", settings, ["doctor", "export"]);

        Assert.Contains("Commands: doctor, export; each says more with --help.", page.Split('\n')[1]);
        Assert.Contains("5080 (Gateway), 5082 (Sender), 5083 (WebhookProcessor)", page);
        Assert.DoesNotContain("Commands:", SettingsHelp.Of("webhook-processor", settings, []));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
