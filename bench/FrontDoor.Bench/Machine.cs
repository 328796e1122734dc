namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>Which machine it was.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        return $"{Environment.ProcessorCount} cores ({model ?? "unknown"}), {Environment.OSVersion}, .NET {Environment.Version}, load before the start {load}.\n";
    }
}
