using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The examples of docs/clients do what they say against a running Gateway.</summary>
public sealed class ClientTests : IDisposable
{
    private const string Secret = "whsec_xsqULvErjQPHWuH3HqqdAI8aHMAO8Rlv";

    private static readonly DateTimeOffset Morning = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-clients").FullName;

    [Fact]
    public async Task The_generated_TypeScript_client_compiles_strictly_books_and_believes_only_our_callbacks()
    {
        var project = CopyOf("typescript");
        File.Copy(Path.Combine(Repository.Root, "docs", "openapi.json"), Path.Combine(_folder, "openapi.json"));
        await RunAsync(project, "npm", "ci", "--silent");
        await RunAsync(project, "npm", "run", "generate");
        await RunAsync(project, "npm", "run", "build");

        await using var gateway = await GatewayApp.StartAsync();
        var said = await RunAsync(project, "node", ["dist/first-booking.js"], ("GATEWAY_URL", gateway.Http.BaseAddress!.ToString().TrimEnd('/')), ("GATEWAY_API_KEY", GatewayApp.Key));

        Assert.Equal("PH-2026-17 accepted", said.Trim());
        await Eventually.TrueAsync("the booking", () => gateway.Others.Got.OfType<BookingCreated>().Any(booking => booking.BookingId == "PH-2026-17"));
        await BelievesOnlyOursAsync(project, "node", "dist/callback.js");
    }

    [Fact]
    public Task The_Python_example_believes_only_our_callbacks() => BelievesOnlyOursAsync(CopyOf("python"), "/usr/bin/python3", "callback.py");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task BelievesOnlyOursAsync(string folder, string program, string file)
    {
        var port = FreePort.Next();
        using var receiver = Start(folder, program, [file], [("PORT", port.ToString(CultureInfo.InvariantCulture)), ("BOOKING_CALLBACK_SECRET", Secret)]);
        try
        {
            var lines = new ConcurrentQueue<string>();
            receiver.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
            receiver.BeginOutputReadLine();
            await Eventually.TrueAsync("the receiver to listen", () => lines.Contains("listening"));

            await using var gateway = await GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", $"http://127.0.0.1:{port}/"), ("BOOKING_CALLBACK_SECRET", Secret)]);
            using var forged = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = new StringContent("""{"type":"booking.confirmed","data":{"booking_id":"forged"}}""", Encoding.UTF8, "application/json") };
            forged.Headers.TryAddWithoutValidation("webhook-id", "msg_1");
            forged.Headers.TryAddWithoutValidation("webhook-timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            forged.Headers.TryAddWithoutValidation("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
            using var refused = await gateway.Http.SendAsync(forged, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

            // Comes to every platform with an address, and is about no booking.
            await gateway.Bus.Publish(new ChatUnreachable { ChatId = "-1001", Reason = FailureReason.Kicked, Since = Morning, At = Morning }, TestContext.Current.CancellationToken);
            await gateway.Bus.Publish(new BookingConfirmed { BookingId = "PH-2026-17", DecidedBy = "Анна", DecidedAt = Morning }, TestContext.Current.CancellationToken);

            await Eventually.TrueAsync("the chat", () => lines.Any(line => line.TrimEnd() == "chat.unreachable"));
            await Eventually.TrueAsync("the outcome", () => lines.Contains("booking.confirmed PH-2026-17"));
            Assert.DoesNotContain(lines, line => line.Contains("forged", StringComparison.Ordinal));
        }
        finally
        {
            receiver.Kill();
        }
    }

    private string CopyOf(string client)
    {
        var from = Path.Combine(Repository.Root, "docs", "clients", client);
        var to = Path.Combine(_folder, "clients", client);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return to;
    }

    private static Task<string> RunAsync(string folder, string program, params string[] arguments) => RunAsync(folder, program, arguments, []);

    private static async Task<string> RunAsync(string folder, string program, string[] arguments, params (string Name, string Value)[] settings)
    {
        using var process = Start(folder, program, arguments, settings);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }

    private static Process Start(string folder, string program, string[] arguments, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
