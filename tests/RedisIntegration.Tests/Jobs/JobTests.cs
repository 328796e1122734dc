using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Jobs;

public record Develop(string Film);

public sealed class DevelopConsumer(Inbox<Develop> started) : IJobConsumer<Develop>
{
    public Task Run(JobContext<Develop> context)
    {
        started.Note(context.Job);
        return Task.CompletedTask;
    }
}

public class JobTests
{
    [Fact]
    public async Task A_job_runs_with_its_three_sagas_in_Redis()
    {
        var started = new Inbox<Develop>();
        var prefix = RealRedis.NewPrefix();
        await using var bus = await TestBus.Start(
            x =>
            {
                x.SetKebabCaseEndpointNameFormatter();
                x.AddRedisMessageScheduler(options => options.QueueName = prefix.Replace(':', '-'));
                x.AddConsumer<DevelopConsumer>();
                x.AddJobSagaStateMachines(options => options.FinalizeCompleted = false).RedisRepository(r => r.KeyPrefix = prefix);
            },
            services => services.AddSingleton(started));
        using var scope = bus.Services.CreateScope();

        var job = await scope.ServiceProvider.GetRequiredService<IRequestClient<Develop>>()
            .SubmitJob(new Develop("24 pictures"), TestContext.Current.CancellationToken);

        await Eventually.True("the job to run", () => started.Notes.Count == 1, TimeSpan.FromSeconds(60));
        Assert.True(await RealRedis.Connection.GetDatabase().KeyExistsAsync($"{prefix}:{job}"));
    }
}
