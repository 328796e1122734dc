namespace PhStudio.Messaging.RedisIntegration.Bench.Killing;

/// <summary>Prints the books of the experiment.</summary>
public static class KillBench
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var result = await KillExperiment.RunAsync(arguments, arguments.Whole("kills", 200), TimeSpan.FromSeconds(60), Console.Error.WriteLine);

        Console.WriteLine(
            $"""
            | kill -9 at random points | |
            |---|---:|
            | kills | {result.Kills} |
            | messages to consume | {result.Payments} |
            | applied exactly once | {result.AppliedOnce} |
            | consequences expected | {result.Expected} |
            | consequences that arrived | {result.Arrived} |
            | duplicates | {result.Duplicates} |
            | duplicates with another message id | {result.DuplicatesWithOtherId} |
            | seconds | {result.Took.TotalSeconds:0} |
            """);
        return result.AppliedOnce == result.Payments && result.Arrived == result.Expected && result.DuplicatesWithOtherId == 0 ? 0 : 1;
    }
}
