namespace PhStudio.Messaging.Sender.Admission;

/// <summary>A chat's two limits: the short one, of seconds, and a group's minute. A message needs both.</summary>
public readonly record struct ChatPace(Rate Short, Rate Minute)
{
    /// <summary>The share of one of so many processes that do not see each other: together they keep the whole.</summary>
    public ChatPace Share(int processes) => new(Short.Share(processes), Minute.Share(processes));

    /// <summary>How far an urgent message moves the other messages of the chat, in microseconds.</summary>
    public long Displacement => Math.Max(Short.Step, Minute.Step);
}

/// <summary>A token bucket, in microseconds: one message per step, and after a rest as many at once as fit into what may be ahead of now.</summary>
/// <param name="Step">From one message to the next; zero for no limit.</param>
/// <param name="Ahead">How far ahead of now the bucket may be filled.</param>
public readonly record struct Rate(long Step, long Ahead)
{
    /// <summary>No limit, however far ahead of now one looks.</summary>
    public static Rate None { get; } = new(0, 86_400_000_000);

    /// <summary>So many at once after a rest, then one per step; no limit where the step is zero.</summary>
    public static Rate Of(long step, int burst) => step == 0 ? None : new(step, step * Math.Max(0, burst - 1));

    /// <summary>How much longer so many at once wait than one does.</summary>
    public long More(int weight) => Math.Min(Step * (weight - 1), Step == 0 ? 0 : Ahead);

    /// <summary>An equal share of it.</summary>
    public Rate Share(int processes) => Step == 0 || processes == 1 ? this : Of(Step * processes, (int)Math.Max(1, ((Ahead / Step) + 1) / processes));
}
