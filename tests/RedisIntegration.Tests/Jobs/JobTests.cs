using MassTransit;
using MassTransit.Contracts.JobService;
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
        await using var bus = await TestBus.StartAsync(
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

        await Eventually.TrueAsync("the job to run", () => started.Notes.Count == 1, TimeSpan.FromSeconds(60));
        Assert.True(await RealRedis.Connection.GetDatabase().KeyExistsAsync($"{prefix}:{job}"));
    }

    [Fact]
    public async Task A_job_is_submitted_and_completed_as_the_package_s_own_tests_do_it()
    {
        var started = new Inbox<Develop>();
        var completed = new Inbox<JobCompleted<Develop>>();
        var name = $"t-{Guid.NewGuid():N}";
        await using var bus = await TestBus.StartAsync(
            x =>
            {
                x.SetKebabCaseEndpointNameFormatter();
                x.AddRedisMessageScheduler(options => options.QueueName = name);
                x.AddConsumer<DevelopConsumer>().Endpoint(e => e.Name = "develop-film");
                x.AddConsumer<InboxConsumer<JobCompleted<Develop>>>().Endpoint(e => e.Name = $"{name}-completed");
                x.SetJobConsumerOptions(options => options.HeartbeatInterval = TimeSpan.FromSeconds(10)).Endpoint(e => e.PrefetchCount = 100);
                x.AddJobSagaStateMachines().RedisRepository(r =>
                {
                    r.DatabaseConfiguration(RealRedis.Address);
                    r.KeyPrefix = name;
                });
            },
            services => services.AddSingleton(started).AddSingleton(completed));
        using var scope = bus.Services.CreateScope();
        var job = NewId.NextGuid();

        var accepted = await scope.ServiceProvider.GetRequiredService<IRequestClient<SubmitJob<Develop>>>()
            .GetResponse<JobSubmissionAccepted>(new { JobId = job, Job = new Develop("36 pictures") }, TestContext.Current.CancellationToken);

        Assert.Equal(job, accepted.Message.JobId);
        Assert.Equal(job, (await completed.FirstAsync("the completed job", seconds: 30)).Message.JobId);
    }
}
