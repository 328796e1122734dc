namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>How the Gateway's commands end.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Right = 0;

    /// <summary>Something is wrong, or could not be done.</summary>
    public const int Wrong = 1;

    /// <summary>The command itself or a setting is wrong.</summary>
    public const int WrongUse = 2;
}
