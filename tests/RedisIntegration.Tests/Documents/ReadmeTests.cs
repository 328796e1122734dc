using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Documents;

/// <summary>The examples of the library's README are one program, which compiles and does what it says; only addresses are those of the test.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task The_examples_are_a_program_that_takes_an_order_and_schedules_its_reminder()
    {
        await using var redis = await OwnRedis.StartNewAsync();
        await using var broker = await VirtualHost.CreateAsync();
        var examples = ReadmeExamples.Of("src/RedisIntegration/README.md");
        var id = Guid.NewGuid();

        var printed = await ReadmeExamples.RunCSharpAsync("RedisIntegration", $$"""
            using System.Net.Http.Json;
            using MassTransit;
            using Shop;
            using StackExchange.Redis;

            var builder = WebApplication.CreateBuilder(args);
            {{Adapted(examples["registration"])}}
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            {{examples["http"]}}
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            var answer = await http.PostAsJsonAsync("/orders", new NewOrder(Guid.Parse("{{id}}")));
            Console.WriteLine($"answer {(int)answer.StatusCode}");
            await Until("the open order", async () => await app.Services.GetRequiredService<ILoadSagaRepository<OrderState>>().Load(Guid.Parse("{{id}}")) is { CurrentState: "Open" });
            await Until("its reminder among the scheduled messages", async () => (await app.Services.GetRequiredService<IScheduledMessages>().CountAsync()).Waiting > 0);
            await app.StopAsync();

            static async Task Until(string effect, Func<Task<bool>> isThere)
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
                while (!await isThere())
                {
                    try
                    {
                        await pause.WaitForNextTickAsync(deadline.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        throw new TimeoutException($"Waited 30 s for {effect}.");
                    }
                }
            }

            record NewOrder(Guid Id);

            // A file of its own in an application; a program of one file wants braces.
            {{examples["saga"].Replace("namespace Shop;", "namespace Shop {", StringComparison.Ordinal)}}
            }

            static class OnlyCompiled
            {
                public static void Repositories(IBusRegistrationConfigurator x)
                {
                    {{examples["repositories"]}}
                }
            }
            """);

        Assert.Contains("answer 202", printed, StringComparison.Ordinal);
        Assert.True(await redis.Connection.GetDatabase().KeyExistsAsync($"Shop.OrderState:{id}"));
        Assert.Equal(1, await redis.Connection.GetDatabase().SortedSetLengthAsync("{redis-scheduler}:due"));
        Assert.Equal(["http", "registration", "repositories", "saga"], examples.Keys.Order());

        string Adapted(string example) => example
            .Replace("localhost:6379", redis.Address, StringComparison.Ordinal)
            .Replace("amqp://guest:guest@localhost:5672/", broker.Url, StringComparison.Ordinal);
    }
}
