using MudBlazor;

namespace PhStudio.Messaging.WebConsole.Shell;

/// <summary>The console's colours, with the contrast that WCAG AA asks for in light and in dark, and the system's own font: none is fetched.</summary>
internal static class ConsoleTheme
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2158b8",
            Secondary = "#5b6472",
            Success = "#1b7a3d",
            Warning = "#96590a",
            Error = "#b3261e",
            Info = "#2158b8",
            Background = "#f5f6f8",
            Surface = "#ffffff",
            AppbarBackground = "#1f2733",
            AppbarText = "#f2f4f7",
            DrawerBackground = "#ffffff",
            DrawerText = "#2b323c",
            DrawerIcon = "#5b6472",
            TextPrimary = "#1f2329",
            TextSecondary = "#57606c",
            LinesDefault = "#dfe3e8",
            TableLines = "#dfe3e8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab4f8",
            Secondary = "#a9b1bb",
            Success = "#6fcf97",
            Warning = "#f2b866",
            Error = "#f2958e",
            Info = "#8ab4f8",
            Background = "#14171c",
            Surface = "#1c2027",
            AppbarBackground = "#1c2027",
            AppbarText = "#e6e8eb",
            DrawerBackground = "#1c2027",
            DrawerText = "#d3d8de",
            DrawerIcon = "#a9b1bb",
            TextPrimary = "#e6e8eb",
            TextSecondary = "#a9b1bb",
            LinesDefault = "#323842",
            TableLines = "#323842",
            PrimaryContrastText = "#14171c",
            SuccessContrastText = "#14171c",
            WarningContrastText = "#14171c",
            ErrorContrastText = "#14171c",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"], FontSize = ".925rem" },
            Button = new ButtonTypography { TextTransform = "none", FontWeight = "600" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
