namespace Netshoot.Cli;

/// <summary>A result that can be shown. It says each field once; the reader chooses the form.</summary>
public interface IReport
{
    void Write(ReportWriter to);
}
