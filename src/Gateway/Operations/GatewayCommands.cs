using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.Gateway.Operations.Backup;
using PhStudio.Messaging.Gateway.Operations.Doctor;
using PhStudio.Messaging.Gateway.Operations.Exports;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The Gateway's command line.</summary>
internal static class GatewayCommands
{
    /// <summary>The commands, in the order of the runbook.</summary>
    public static readonly string[] Names = ["doctor", "keys", "audit", "export", "backup", "import", "shadow"];

    /// <summary>Runs the command that the line begins with. Returns its exit code; null where it begins with none of them.</summary>
    public static async Task<int?> RunAsync(string[] arguments) => arguments switch
    {
        ["keys", ..] => KeysCommand.Run(arguments, Console.Out, Console.Error),
        ["backup", ..] => await BackupCommand.RunAsync(arguments, Console.Out, Console.Error),
        ["shadow", ..] => await ShadowCommand.RunAsync(arguments, Console.Out, Console.Error),
        ["import", ..] => await ImportCommand.RunAsync(arguments, settings: null, Console.Out, Console.Error),
        ["doctor", _, ..] => await LegacyDoctor.RunAsync(arguments, Console.Out, Console.Error),
        ["doctor"] => await DoctorCommand.RunAsync(settings: null, Console.Out),
        ["audit", ..] => await AuditCommand.RunAsync(arguments, settings: null, Console.Out, Console.Error),
        ["export", ..] => await ExportCommand.RunAsync(arguments, settings: null, Console.OpenStandardOutput(), Console.Error),
        _ => null,
    };
}
