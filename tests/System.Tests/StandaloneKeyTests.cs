using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.SystemTests;

/// <summary>With a real bot nobody gets in by the key that the README prints.</summary>
public sealed class StandaloneKeyTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("standalone-key").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_real_bots_Standalone_makes_a_key_shows_it_once_and_keeps_it()
    {
        using var errors = new ErrorLines();
        await using var emulator = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Logging = logging => logging.AddProvider(errors) });
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string>
        {
            ["TELEGRAM_BOT_TOKEN"] = EmulatorOptions.DemoToken,
            ["TELEGRAM_API_BASE_URL"] = emulator.Urls.First(),
            ["TELEGRAM_CHAT_ID"] = $"{Cluster.StaffChat}",
            ["XDG_DATA_HOME"] = _data,
        };
        var file = Path.Combine(_data, "phstudio-messaging", "gateway-api-key");

        string key;
        await using (var first = await ServiceProcess.Start("Standalone", settings).ReadyAsync())
        {
            key = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
            await Eventually.TrueAsync("the key in the terminal", () => first.Output.Contains(key, StringComparison.Ordinal));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.Equal(64, key.Length);
            Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (await BookAsync(first, key), await BookAsync(first, "demo-key-of-standalone")));
        }

        await using var second = await ServiceProcess.Start("Standalone", settings).ReadyAsync();
        await Eventually.TrueAsync("where the key is", () => second.Output.Contains(file, StringComparison.Ordinal));
        Assert.DoesNotContain(key, second.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, await BookAsync(second, key));
        errors.Check();
    }

    [Fact]
    public async Task In_the_demo_too_a_key_that_is_given_as_a_file_is_the_key()
    {
        var file = Path.Combine(_data, "key");
        await File.WriteAllTextAsync(file, "\uFEFFa-key-of-the-files-own\r\n", TestContext.Current.CancellationToken);
        var settings = new Dictionary<string, string> { ["GATEWAY_API_KEY_FILE"] = file, ["EMULATOR_URL"] = $"http://127.0.0.1:{FreePort.Next()}" };

        await using var standalone = await ServiceProcess.Start("Standalone", settings).ReadyAsync();

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (await BookAsync(standalone, "a-key-of-the-files-own"), await BookAsync(standalone, "demo-key-of-standalone")));
    }

    private static async Task<HttpStatusCode> BookAsync(ServiceProcess standalone, string key)
    {
        using var http = new HttpClient { BaseAddress = standalone.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        using var answer = await http.PostAsJsonAsync("/bookings", Bookings.Body("keyed"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
