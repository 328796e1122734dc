using System.Runtime.InteropServices;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>How many requests were let through lately: those of a window of five seconds and of the one before it. The same steps as <see cref="LimiterScripts"/>, in C#.</summary>
/// <param name="Window">The window's number.</param>
/// <param name="Used">How many were let through in it.</param>
/// <param name="UsedBefore">How many in the one before.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BotUsage(long Window, long Used, long UsedBefore)
{
    /// <summary>A window in microseconds.</summary>
    public const long Span = 5_000_000;

    /// <summary>With so many more. A clock that is behind counts into the newest window.</summary>
    public BotUsage With(long now, int weight)
    {
        var moved = At(now);
        return moved with { Used = moved.Used + weight };
    }

    /// <summary>How many a second were let through in the last five seconds; of the window before, its share that is not over yet.</summary>
    public double PerSecond(long now)
    {
        var (window, used, before) = At(now);
        var passed = Math.Clamp((double)(now - (window * Span)) / Span, 0, 1);
        return ((before * (1 - passed)) + used) / (Span / 1_000_000.0);
    }

    private BotUsage At(long now) => (now / Span) switch
    {
        var window when window <= Window => this,
        var window when window == Window + 1 => new BotUsage(window, 0, Used),
        var window => new BotUsage(window, 0, 0),
    };
}
