using MassTransit;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.RedisIntegration.Bench.Killing;

/// <summary>The process that is killed: the saga, its outbox and the scheduler.</summary>
public static class KillWorker
{
    public const string Command = "kill-worker";

    /// <summary>Whether schedules are written within the outbox's commit.</summary>
    public const string InCommit = "in-commit";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var name = arguments.Text("name", "kill");
        var inCommit = arguments.Text(InCommit, "no") == "yes";
        using var host = await BenchHost.StartAsync(arguments, x => Register(x, name, inCommit));
        Console.WriteLine(ChildProcess.ReadyLine);
        await host.WaitForShutdownAsync();
        return 0;
    }

    public static void Register(IBusRegistrationConfigurator x, string name, bool inCommit)
    {
        x.AddRedisMessageScheduler(options =>
        {
            options.QueueName = $"{name}-scheduler";
            options.SendTimeout = TimeSpan.FromSeconds(2);
            options.Lease = TimeSpan.FromSeconds(3);
        });
        x.AddRedisOutbox(options =>
        {
            options.KeyPrefix = $"{name}-outbox";
            options.DeliveryLease = TimeSpan.FromMilliseconds(500);
            options.SchedulesInCommit = inCommit;
            options.AskInboxFirst = !inCommit;
        });
        x.AddSagaStateMachine<AccountStateMachine, Account, AccountDefinition>()
            .Endpoint(e => e.Name = $"{name}-accounts")
            .RedisRepository(r => r.KeyPrefix = $"{name}-accounts");
    }
}
