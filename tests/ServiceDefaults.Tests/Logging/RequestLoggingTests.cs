using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Telemetry;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Logging;

/// <summary>One line a request, with nothing in it that only the caller knows.</summary>
public sealed class RequestLoggingTests
{
    private const string Secret = "123456:a-token-that-stands-in-a-path";

    [Fact]
    public async Task A_request_is_one_line_with_its_route_and_the_ids_it_is_about()
    {
        var lines = new LoggedLines();
        await using var host = await StartAsync(lines);

        await host.Http.PostAsync($"/orders/{Secret}?key={Secret}", new StringContent(Secret), TestContext.Current.CancellationToken);
        var line = await OneLineAsync(lines, "POST /orders/{id}");

        Assert.Equal((LogLevel.Information, "PH-17"), (line.Level, line.Properties["BookingId"]));
        Assert.StartsWith("POST /orders/{id} answered 200 in ", line.Text.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Nowhere(lines);
    }

    [Fact]
    public async Task What_was_sent_to_the_wrong_address_is_not_written_down()
    {
        var lines = new LoggedLines();
        await using var host = await StartAsync(lines);

        await host.Http.GetAsync($"/bot{Secret}/getMe?token={Secret}", TestContext.Current.CancellationToken);

        Assert.Equal("404", (await OneLineAsync(lines, "(no route)")).Properties["StatusCode"]);
        Nowhere(lines);
    }

    [Fact]
    public async Task A_failure_is_an_error_and_a_caller_who_hangs_up_is_none()
    {
        var lines = new LoggedLines();
        await using var host = await StartAsync(lines);
        host.Errors.Expect("GET /broken answered 500").Expect("An unhandled exception was thrown by the application");

        using (var hangsUp = new CancellationTokenSource())
        {
            var call = host.Http.GetAsync("/slow", hangsUp.Token);
            await host.Slow.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await hangsUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await host.HungUp.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await host.Http.GetAsync("/broken", TestContext.Current.CancellationToken);
        var broken = await OneLineAsync(lines, "GET /broken");

        Assert.Equal((LogLevel.Error, "500"), (broken.Level, broken.Properties["StatusCode"]));
        Assert.Equal("499", (await OneLineAsync(lines, "GET /slow")).Properties["StatusCode"]);
        Assert.DoesNotContain(lines.Lines, line => line.Level >= LogLevel.Error && line.Text.Contains("slow", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Lines, line => line.Exception is OperationCanceledException);
    }

    private static async Task<LoggedLine> OneLineAsync(LoggedLines lines, string part) =>
        Assert.Single(await Eventually.GetAsync($"a line with {part}", () => Task.FromResult(lines.Lines.Where(line => line.Properties.ContainsKey("StatusCode") && line.Text.Replace("\"", "", StringComparison.Ordinal).Contains(part, StringComparison.Ordinal)).ToList()), found => found.Count > 0));

    private static void Nowhere(LoggedLines lines) =>
        Assert.DoesNotContain(lines.Lines, line => line.Text.Contains(Secret, StringComparison.Ordinal) || line.Properties.Values.Any(value => value.Contains(Secret, StringComparison.Ordinal)));

    private static Task<Host> StartAsync(LoggedLines lines) => Host.StartAsync(lines);

    private sealed class Host : IAsyncDisposable
    {
        private readonly TestHost _host;
        private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Host(TestHost host)
        {
            _host = host;
            Http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
        }

        public HttpClient Http { get; }

        public ErrorLines Errors => _host.Errors;

        public Task Slow => _slow.Task;

        public Task HungUp => _hungUp.Task;

        public static async Task<Host> StartAsync(LoggedLines lines)
        {
            Host? self = null;
            var host = await TestHost.StartAsync(rabbitMq: null, level: "Debug", services: services => services.AddSingleton<ILoggerProvider>(lines), routes: app =>
            {
                app.MapPost("/orders/{id}", () => SubjectIds.Note("PH-17", messageId: null));
                app.MapGet("/broken", void () => throw new InvalidOperationException("on purpose"));
                app.MapGet("/slow", async (HttpContext context) =>
                {
                    self!._slow.SetResult();
                    try
                    {
                        await Task.Delay(Timeout.Infinite, context.RequestAborted);
                    }
                    finally
                    {
                        self._hungUp.SetResult();
                    }
                });
            });
            return self = new Host(host);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await _host.DisposeAsync();
        }
    }
}
