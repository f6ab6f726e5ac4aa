using System.Runtime.InteropServices;
using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Wire;

// The composition root: the real streams, clock, machine and signals for the tool that the command line names. It is not async: a
// tool that never waits must not pay for a thread pool.
StandardDescriptors.EnsureOpen();
using var loop = new EventLoop();
using var stop = new CancellationTokenSource();
var outputDescriptor = new FileDescriptor(1, ownsHandle: false);
var errorDescriptor = new FileDescriptor(2, ownsHandle: false);
var (columns, _) = Terminal.Size(outputDescriptor) ?? default;
var output = new Output(new DescriptorStream(outputDescriptor), Terminal.IsTerminal(outputDescriptor), columns);
var error = new Output(new DescriptorStream(errorDescriptor), Terminal.IsTerminal(errorDescriptor));
loop.BeforeWait = () =>
{
    output.Flush();
    error.Flush();
};

Signal? ended = null;
PosixSignalRegistration? interrupt = null, terminate = null, quit = null;
var userSignals = new List<PosixSignalRegistration>();
Action? onQuit = null;

try
{
    var machine = new Machine(loop);
    string[] words = Environment.GetCommandLineArgs();
    var code = loop.Run(() => MultiCall.RunAsync(words[0], args, name => new Shell(output, error, machine)
    {
        Name = name,
        Input = new DescriptorStream(new FileDescriptor(0, ownsHandle: false)),
        Environment = System.Environment.GetEnvironmentVariable,
        StopSource = WatchSignals,
        OnQuit = WatchQuit,
        OnUserSignal = WatchUserSignal,
    }));
    Flush();
    return code.Value;
}
catch (Failure e) when (e.Errno == (int)Errno.EPIPE)
{
    // Nobody reads any more: end as the original does, silently and by the signal.
    Signals.DieOf(Signal.Pipe);
    return 141;
}
finally
{
    interrupt?.Dispose();
    terminate?.Dispose();
    quit?.Dispose();
    foreach (var registration in userSignals) registration.Dispose();
}

// Only a tool that asks for the token has its signals caught; the others die of them, as any program does.
CancellationToken WatchSignals()
{
    if (interrupt is null)
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }
    return stop.Token;
}

void WatchQuit(Action action)
{
    onQuit = action;
    quit ??= PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context =>
    {
        context.Cancel = true;
        loop.Post(_ => onQuit(), null);
    });
}

void WatchUserSignal(UserSignal signal, Action action)
    => userSignals.Add(PosixSignalRegistration.Create((PosixSignal)(signal == UserSignal.First ? Signal.User1 : Signal.User2), context =>
    {
        context.Cancel = true;
        loop.Post(_ => action(), null);
    }));

void Stop(PosixSignalContext context)
{
    // The second time the user means it.
    if (ended is not null) return;
    ended = context.Signal == PosixSignal.SIGTERM ? Signal.Terminate : Signal.Interrupt;
    context.Cancel = true;
    loop.Post(static state => ((CancellationTokenSource)state!).Cancel(), stop);
}

void Flush()
{
    output.Flush();
    error.Flush();
}
