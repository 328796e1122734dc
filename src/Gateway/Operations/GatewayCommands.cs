using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.Gateway.Operations.Backup;
using PhStudio.Messaging.Gateway.Operations.Doctor;
using PhStudio.Messaging.Gateway.Operations.Exports;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The Gateway's command line.</summary>
internal static class GatewayCommands
{
    /// <summary>The commands, in the order of the runbook.</summary>
    public static readonly string[] Names = ["doctor", "keys", "audit", "export", "backup", "import", "shadow"];

    /// <summary>Runs the command that the line begins with. Returns its exit code; null where it begins with none of them.</summary>
    public static Task<int?> RunAsync(string[] arguments) => RunAsync(arguments, new SafeWriter(Console.Out), new SafeWriter(Console.Error));

    private static async Task<int?> RunAsync(string[] arguments, TextWriter output, TextWriter errors) => arguments switch
    {
        ["keys", ..] => KeysCommand.Run(arguments, output, errors),
        ["backup", ..] => await BackupCommand.RunAsync(arguments, output, errors),
        ["shadow", ..] => await ShadowCommand.RunAsync(arguments, output, errors),
        ["import", ..] => await ImportCommand.RunAsync(arguments, settings: null, output, errors),
        ["doctor", _, ..] => await LegacyDoctor.RunAsync(arguments, output, errors),
        ["doctor"] => await DoctorCommand.RunAsync(settings: null, output),
        ["audit", ..] => await AuditCommand.RunAsync(arguments, settings: null, output, errors),
        ["export", ..] => await ExportCommand.RunAsync(arguments, settings: null, Console.OpenStandardOutput(), errors),
        _ => null,
    };
}
