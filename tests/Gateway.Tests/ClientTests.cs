using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using PhStudio.Messaging.Contracts;
using StandardWebhooks;

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

    /// <summary>The library of the specification for Python cannot be had here: what the one for C# signs, our example believes, and what that one refuses, it refuses too.</summary>
    [Fact]
    public async Task The_Python_example_judges_as_the_official_library_does()
    {
        var port = FreePort.Next();
        using var receiver = Start(CopyOf("python"), "/usr/bin/python3", ["callback.py"], [("PORT", port.ToString(CultureInfo.InvariantCulture)), ("BOOKING_CALLBACK_SECRET", Secret)]);
        try
        {
            Assert.Equal("listening", await receiver.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            var now = TimeProvider.System.GetUtcNow();
            var library = new StandardWebhook(Secret);
            const string Body = """{"type":"booking.confirmed","data":{"booking_id":"PH-2026-17","decided_by":"Анна"}}""";
            var signature = library.Sign("msg_1", now, Body);
            var another = new StandardWebhook("whsec_bmV4dG5leHRuZXh0MTIzNDU2Nzg5MGFi").Sign("msg_1", now, Body);
            (string Id, DateTimeOffset At, string Signature, string Body)[] calls =
            [
                ("msg_1", now, signature, Body),
                ("msg_2", now, signature, Body), // Another id.
                ("msg_1", now.AddSeconds(1), signature, Body), // Another moment.
                ("msg_1", now, signature, Body.Replace("17", "18", StringComparison.Ordinal)),
                ("msg_1", now, another, Body),
                ("msg_1", now, signature.Replace("v1,", "v2,", StringComparison.Ordinal), Body),
                ("msg_1", now.AddMinutes(-6), library.Sign("msg_1", now.AddMinutes(-6), Body), Body), // Older than five minutes.
                ("msg_1", now.AddMinutes(6), library.Sign("msg_1", now.AddMinutes(6), Body), Body),
            ];

            foreach (var (call, at) in calls.Select((call, at) => (call, at)))
            {
                var headers = new HeaderDictionary { ["webhook-id"] = call.Id, ["webhook-timestamp"] = call.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["webhook-signature"] = call.Signature };
                using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(call.Body, Encoding.UTF8, "application/json") };
                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value.ToString());
                }

                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal((at, at == 0, at == 0), (at, Record.Exception(() => library.Verify(call.Body, headers)) is null, answer.StatusCode == HttpStatusCode.NoContent));
            }
        }
        finally
        {
            receiver.Kill();
        }
    }

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
